import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Repro } from '../check/repro.ts'
import { codeOf, messageOf, UsageError } from './errors.ts'
import { readRepro } from './repro-file.ts'

/** A repro that was kept: every gate replays it. */
export interface KeptFile {
  /** The name of the file. */
  readonly name: string
  readonly path: string
  readonly repro: Repro
  /** It came with powercut. */
  readonly builtIn: boolean
}

/** Where `keep` puts repros and `gate` looks for them, when no folder is named. */
export const KEPT_FOLDER = 'repros'
/** The folder of those that came with powercut: of its built-in defects. */
export const BUILT_IN_REPROS: string = join(dirname(createRequire(import.meta.url).resolve('powercut/package.json')), 'scenarios/repros')

export const KEPT_ENDING = '.repro.json'

/** Those of powercut, then those of `folder`. A folder that was not named need not be there. Throws a `UsageError` where a file is no repro. */
export async function keptFiles(folder: string | undefined): Promise<KeptFile[]> {
  const builtIn = await reprosIn(BUILT_IN_REPROS, { builtIn: true, optional: true })
  const own = await reprosIn(folder ?? KEPT_FOLDER, { builtIn: false, optional: folder === undefined })
  return [...builtIn, ...own]
}

/** In the order of their names. */
export async function reprosIn(folder: string, { builtIn = false, optional, flag = 'repros' }: { readonly builtIn?: boolean; readonly optional: boolean; readonly flag?: string }): Promise<KeptFile[]> {
  const names = await namesIn(folder, optional, flag)
  return Promise.all(names.map(async (name) => ({ name, path: join(folder, name), builtIn, repro: await readRepro(join(folder, name)) })))
}

async function namesIn(folder: string, optional: boolean, flag: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(KEPT_ENDING)).toSorted()
  } catch (error) {
    if (optional && codeOf(error) === 'ENOENT') return []
    throw new UsageError(`--${flag} ${JSON.stringify(folder)} cannot be read (${codeOf(error) ?? messageOf(error)}); give a folder of *${KEPT_ENDING} files, as "npx powercut keep" makes one`)
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Found, WrittenRepro } from '../../reports/meta.ts'
import { reproOf, type Repro } from '../check/repro.ts'
import { BUILT_IN } from './catalogue.ts'
import { HarnessError } from './errors.ts'
import { writeWhole } from './output-folder.ts'
import { readRepro } from './repro-file.ts'
import type { Job } from './selection.ts'
import { quoted } from './shell-word.ts'

const FINGERPRINT_DIGITS = 8
/** What makes two repros the same finding. */
const IDENTITY = ['scenario', 'implementation', 'fingerprint', 'sentence'] as const satisfies readonly (keyof Repro)[]

export interface ReproOutput {
  readonly written: readonly WrittenRepro[]
  /** Why the next one could not be written. A finding without its file is still worth reading. */
  readonly failure?: HarnessError
}

/** Writes a repro for every result that has a finding, until one cannot be written. */
export async function writeRepros(jobs: readonly Job[], results: readonly Found[], folder: string): Promise<ReproOutput> {
  const written: WrittenRepro[] = []
  for (const [index, { finding, scenario, implementation }] of results.entries()) {
    const job = jobs[index]
    if (!finding || !job) continue
    const repro = reproOf(finding, scenario, implementation)
    try {
      const file = await writeWhole(folder, await nameFor(repro, folder), `${JSON.stringify(repro, null, 2)}\n`)
      written.push({ scenario, implementation, fingerprint: finding.fingerprint, file, replay: replayCommand(file, job) })
    } catch (failure) {
      if (!(failure instanceof HarnessError)) throw failure
      return { written, failure }
    }
  }
  return { written }
}

/**
 * The first of NAME, NAME-2, NAME-3, … that is not there or holds this very finding: running again renews a file, and no finding ever takes the place of
 * another one. What cannot be read as a repro is somebody else's, and stays.
 */
async function nameFor(repro: Repro, folder: string): Promise<string> {
  const start = `${dashes(repro.scenario)}-${repro.fingerprint.slice(0, FINGERPRINT_DIGITS)}`
  for (let number = 1; ; number++) {
    const name = `${start}${number === 1 ? '' : `-${number}`}.repro.json`
    if (await isFreeFor(repro, join(folder, name))) return name
  }
}

async function isFreeFor(repro: Repro, path: string): Promise<boolean> {
  try {
    const there = await readRepro(path)
    return IDENTITY.every((key) => there[key] === repro[key])
  } catch {
    return !existsSync(path)
  }
}

/** A name as a part of a file name. */
export function dashes(name: string): string {
  return name.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '')
}

/** With the files that the scenario and the implementation came from: a repro names no path that would be imported. */
function replayCommand(file: string, { scenario, implementation }: Job): string {
  const words = ['npx', 'powercut', 'replay', file]
  if (scenario.source !== BUILT_IN) words.push(scenario.source)
  if (implementation.source !== BUILT_IN && implementation.source !== scenario.source) words.push('--implementation', implementation.source)
  return words.map(quoted).join(' ')
}

import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, HarnessError, messageOf, UsageError } from './errors.ts'

/**
 * The folder that repros and reports go to. It is made when there is something to write; that it can be made is known before the first run. A file
 * appears whole or not at all: written under a temporary name, synced, renamed.
 */

/** Throws a `UsageError` if nothing could be written to `folder`, which `flag` named. Leaves nothing behind. */
export async function checkWritable(folder: string, flag = 'out'): Promise<void> {
  const existing = await nearestExisting(folder, flag)
  const refuse = (why: string): UsageError =>
    new UsageError(`--${flag} ${JSON.stringify(folder)} cannot be written to (${why}); give a folder that can be made or written to, as in "--${flag} /tmp/powercut-out"`)
  if (!(await stat(existing)).isDirectory()) throw refuse(`${existing} is a file`)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
    // Only making something shows a read-only or full file system to a user for whom access() allows everything.
    await rmdir(await mkdtemp(join(existing, '.powercut-')))
  } catch (error) {
    throw refuse(codeOf(error) ?? messageOf(error))
  }
}

async function nearestExisting(folder: string, flag: string): Promise<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    try {
      await stat(at)
      return at
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') {
        throw new UsageError(`--${flag} ${JSON.stringify(folder)} cannot be looked at (${codeOf(error) ?? messageOf(error)}); give another folder`)
      }
    }
  }
}

/** Writes `folder/name`. Returns its path as it follows from `folder` as given. Throws a `HarnessError` if that fails; then no part of it is left. `flag` named the folder. */
export async function writeWhole(folder: string, name: string, text: string, flag = 'out'): Promise<string> {
  const path = join(folder, name)
  const temporary = join(folder, `.${basename(name)}.${process.pid}.tmp`)
  let made: string | undefined
  try {
    made = await mkdir(folder, { recursive: true })
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncDirectory(folder)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    if (made !== undefined) await rm(made, { recursive: true, force: true }).catch(() => undefined)
    throw new HarnessError(`${path} could not be written (${messageOf(error)}); free space or give another folder with --${flag} DIR, then run again`, { cause: error })
  }
  return path
}

async function syncDirectory(folder: string): Promise<void> {
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

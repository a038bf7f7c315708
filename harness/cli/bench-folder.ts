import { mkdtemp, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, messageOf, UsageError } from './errors.ts'

/** Throws a `UsageError` if nothing can be measured in the folder. Leaves nothing behind. */
export async function checkMeasurable(folder: string): Promise<void> {
  const refuse = (why: string): UsageError => new UsageError(`--dir ${JSON.stringify(folder)} cannot be measured in (${why}); give a folder that is there and can be written to, as in "--dir ."`)
  try {
    if (!(await stat(folder)).isDirectory()) throw refuse('it is a file')
    await rmdir(await mkdtemp(join(folder, '.powercut-')))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw refuse(codeOf(error) ?? messageOf(error))
  }
}

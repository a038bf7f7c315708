import { access, constants, stat } from 'node:fs/promises'
import { codeOf, messageOf, UsageError } from './errors.ts'

/** Throws a `UsageError` if nothing can be measured in the folder. Touches nothing, so that an interruption leaves nothing. */
export async function checkMeasurable(folder: string): Promise<void> {
  const refuse = (why: string): UsageError => new UsageError(`--dir ${JSON.stringify(folder)} cannot be measured in (${why}); give a folder that is there and can be written to, as in "--dir ."`)
  try {
    if (!(await stat(folder)).isDirectory()) throw refuse('it is a file')
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw refuse(codeOf(error) ?? messageOf(error))
  }
}

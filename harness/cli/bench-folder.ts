import { access, constants, stat } from 'node:fs/promises'
import { codeOf, HarnessError, messageOf, UsageError } from './errors.ts'

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

/** What the disk said no to while it was measured, in one sentence: rejects with a `HarnessError`. Whatever else `work` throws stays as it is. */
export async function measuredIn<T>(folder: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw isOfTheSystem(error) ? unmeasured(folder, what, messageOf(error)) : error
  }
}

export function unmeasured(folder: string, what: string, why: string): HarnessError {
  return new HarnessError(`${what} could not be measured in ${JSON.stringify(folder)} (${messageOf(why)}); give a folder on a disk that has room and works, as in "--dir ."`)
}

/** Stores throw errors of their own, with the one that stopped them as their cause. */
function isOfTheSystem(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof UsageError || error instanceof HarnessError) return false
  return 'syscall' in error || isOfTheSystem(error.cause)
}

import { OperationError, type OperationErrorOptions } from '../files/operation-error.ts'

/**
 * An operation of the journal that did not succeed. `refused`: it certainly had no effect. Otherwise it is indeterminate: the record may be found after
 * the journal is opened again, or not. `cause` is the error of the file system, where there is one.
 */
export class JournalError extends OperationError {
  constructor(message: string, options: OperationErrorOptions) {
    super('JournalError', message, options)
  }
}

export function refused(message: string): JournalError {
  return new JournalError(message, { refused: true })
}

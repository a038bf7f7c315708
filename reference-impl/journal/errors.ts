/**
 * An operation of the journal that did not succeed. `refused`: it certainly had no effect. Otherwise it is indeterminate: the record may be found after
 * the journal is opened again, or not. `cause` is the error of the file system, where there is one.
 */
export class JournalError extends Error {
  readonly refused: boolean

  constructor(message: string, options: { readonly refused: boolean; readonly cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'JournalError'
    this.refused = options.refused
  }
}

export function refused(message: string): JournalError {
  return new JournalError(message, { refused: true })
}

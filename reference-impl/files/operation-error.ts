export interface OperationErrorOptions {
  readonly refused: boolean
  readonly cause?: unknown
}

/** An operation of a store that did not succeed. `refused`: it certainly had no effect; otherwise it is indeterminate. `cause` is the error below it, where there is one. */
export class OperationError extends Error {
  readonly refused: boolean

  constructor(name: string, message: string, options: OperationErrorOptions) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = name
    this.refused = options.refused
  }
}

import { OperationError, type OperationErrorOptions } from '../files/operation-error.ts'

/** Why an operation of the chat server did not succeed, for programs. */
export type ChatServerReason =
  /** The session has a live turn; it takes one at a time. */
  | 'busy'
  /** There is no such session, or no such run. */
  | 'missing'
  /** The run has ended, or a later one owns the session: whoever asked is too late. */
  | 'superseded'
  /** The run streams in another process, which alone may end it. */
  | 'elsewhere'
  /** The cursor points to an event that is not there (any more). */
  | 'lost'
  /** What was given is not what the server takes. */
  | 'invalid'
  /** The disk said no. */
  | 'disk'

/**
 * An operation of the chat server that did not succeed. `refused`: it certainly had no effect. Otherwise it is indeterminate: read the session to see.
 * `cause` is the error below it, where there is one.
 */
export class ChatServerError extends OperationError {
  readonly reason: ChatServerReason

  constructor(message: string, options: OperationErrorOptions & { readonly reason: ChatServerReason }) {
    super('ChatServerError', message, options)
    this.reason = options.reason
  }
}

export function refused(reason: ChatServerReason, message: string): ChatServerError {
  return new ChatServerError(message, { reason, refused: true })
}

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
export class ChatServerError extends Error {
  readonly reason: ChatServerReason
  readonly refused: boolean

  constructor(message: string, options: { readonly reason: ChatServerReason; readonly refused: boolean; readonly cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'ChatServerError'
    this.reason = options.reason
    this.refused = options.refused
  }
}

export function refused(reason: ChatServerReason, message: string): ChatServerError {
  return new ChatServerError(message, { reason, refused: true })
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

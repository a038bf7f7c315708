import { messageOf } from '../files/error-message.ts'
import { OperationError, type OperationErrorOptions } from '../files/operation-error.ts'

/** Why an operation of the store did not succeed, for programs. */
export type SessionStoreReason =
  /** There is no such session. */
  | 'missing'
  /** It was deleted; its id is never used again. */
  | 'deleted'
  /** A session with this id exists, or existed. */
  | 'exists'
  /** Somebody saved a later revision: load again and decide anew. */
  | 'conflict'
  /** The save would have made the history shorter without an intent that says so. */
  | 'shrink'
  /** What was given is not what the store takes. */
  | 'invalid'
  /** No generation of the session can be read, or none yet on which it is safe to build. */
  | 'damaged'
  /** The store is closed. */
  | 'closed'
  /** The disk said no. */
  | 'disk'

/**
 * An operation of the session store that did not succeed. `refused`: it certainly had no effect. Otherwise it is indeterminate: load the session to see.
 * `cause` is the error of the file system, where there is one.
 */
export class SessionStoreError extends OperationError {
  readonly reason: SessionStoreReason

  constructor(message: string, options: OperationErrorOptions & { readonly reason: SessionStoreReason }) {
    super('SessionStoreError', message, options)
    this.reason = options.reason
  }
}

export function refused(reason: SessionStoreReason, message: string): SessionStoreError {
  return new SessionStoreError(message, { reason, refused: true })
}

/** The disk refused before anything of the session was changed. */
export function refusedByDisk(what: string, cause: unknown): SessionStoreError {
  return new SessionStoreError(`${what} (${messageOf(cause)}); nothing was changed`, { reason: 'disk', refused: true, cause })
}

/** The disk failed when the change may have happened already. */
export function indeterminate(what: string, cause: unknown): SessionStoreError {
  return new SessionStoreError(`${what} (${messageOf(cause)}); load the session to see whether it was saved`, { reason: 'disk', refused: false, cause })
}

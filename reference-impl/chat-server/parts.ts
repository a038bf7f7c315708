import type { Host } from '../../harness/host/host.ts'
import type { Session } from '../session-store/session.ts'
import type { SessionStore } from '../session-store/session-store.ts'
import type { SaveOptions } from '../session-store/store.ts'
import type { Agent } from './agent.ts'
import { messageOf } from '../files/error-message.ts'
import { ChatServerError } from './errors.ts'
import type { Journals } from './journals.ts'
import type { Lease } from './lease.ts'
import type { Rules } from './rules.ts'
import type { Run } from './run.ts'
import type { Settled } from './settle.ts'
import type { Owner } from './turn.ts'

/** What the operations of one chat server share. */
export interface Parts {
  readonly host: Host
  readonly agent: Agent
  readonly self: Owner
  /** The folder in which processes say that they live. */
  readonly owners: string
  readonly sessions: SessionStore
  readonly journals: Journals
  readonly lease: Lease
  /** The runs of this process, by id. */
  readonly live: Map<string, Run>
  /** Sessions that somebody settles right now. */
  readonly settling: Map<string, Promise<Partial<Settled> | undefined>>
  /** Milliseconds of awake time after which a recovery gives up. */
  readonly giveUpMs: number
  /** Nobody else serves the directory. */
  readonly alone: boolean
  readonly rules: Rules
  /** One after the other for each session. Everything that decides by what a session holds, and changes it, happens in here. */
  underLock<T>(session: string, body: () => Promise<T>): Promise<T>
  /** True while somebody is under the lock of this session. */
  isLocked(session: string): boolean
  /** Loads, changes and saves, and again if another process saved in between. Under the lock. Throw in `change` to leave everything as it is. */
  store(session: string, change: (session: Session) => Session | Promise<Session>, options?: SaveOptions): Promise<Session>
  /** From now on the run is live, here and in the eyes of other processes. Rejects where they could not be told. */
  enter(run: Run): Promise<void>
  /** Forgets a run: it is not live any more. */
  leave(run: Run): void
}

/** The errors of stores and disks as those of the chat server. What the layer below refused had no effect here either. */
export function asChatError(error: unknown): ChatServerError {
  if (error instanceof ChatServerError) return error
  const { refused = false, reason } = (typeof error === 'object' && error !== null ? error : {}) as { readonly refused?: boolean; readonly reason?: string }
  const known = reason === 'missing' || reason === 'deleted' ? 'missing' : reason === 'invalid' ? 'invalid' : reason === 'conflict' ? 'busy' : 'disk'
  return new ChatServerError(messageOf(error), { reason: known, refused, cause: error })
}

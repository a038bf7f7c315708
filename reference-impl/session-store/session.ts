export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** One message of a history: JSON, whatever the caller puts in. */
export type Message = JsonObject

/** What a list shows of a session. It has no messages and is not a `Session`: a head cannot be saved, so that it can never wipe a history. */
export interface SessionHead {
  readonly id: string
  readonly title: string
  /** Every save makes a later one. Numbers of one session are never used twice. */
  readonly revision: number
  /** Wall clock, milliseconds since 1970. */
  readonly created_at: number
  /** Of the last activity; maintenance leaves it as it is. */
  readonly updated_at: number
  readonly message_count: number
  readonly context_count: number
  /** The caller's own: marks, a pending prompt, the id of a run. Read with every list, so keep them short. */
  readonly fields: JsonObject
  /** The last intents that were allowed to make the history shorter, newest first. */
  readonly intents: readonly RecordedIntent[]
}

/** Only these may make a history shorter. */
export type IntentKind = 'clear' | 'undo' | 'truncate' | 'compress' | 'replace' | 'delete'

export interface RecordedIntent {
  readonly kind: IntentKind
  readonly revision: number
  readonly at: number
}

/** Says that the newest file of a session could not be read, and what was served in its place. */
export interface Damage {
  /** Of the file that could not be read. It stays on the disk. */
  readonly revision: number
  readonly served: number
  readonly why: string
}

/** Marks what was loaded whole. Spreading a session keeps it, spreading a head does not have it. */
export const WHOLE: unique symbol = Symbol('whole session')

/** A whole session. Frozen: a change is a copy, `{ ...session, messages: [...session.messages, message] }`, given to `save`. */
export interface Session {
  readonly [WHOLE]: true
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly created_at: number
  readonly updated_at: number
  /** What people see: the full interaction, whatever the model is given. */
  readonly messages: readonly Message[]
  /** What the model is given. */
  readonly context: readonly Message[]
  /** How long the context was after it was last compressed. What lies behind runs parallel to the end of `messages`. */
  readonly context_base: number
  readonly fields: JsonObject
  readonly intents: readonly RecordedIntent[]
  /** Set by a load that had to serve an older generation. */
  readonly damage?: Damage
}

/** Longest list of intents that a session carries. */
export const INTENTS_KEPT = 16

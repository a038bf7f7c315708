import type { Json, JsonObject } from '../session-store/session.ts'
import type { Age } from './age.ts'
import type { Recovery } from './recovery.ts'

/** Which process runs a turn. */
export type Owner = {
  /** Unique for ever. */
  readonly id: string
  readonly boot: string
}

/** A turn that has been accepted and has no result yet. It lies in the head of its session, beside the messages: its prompt is not a message yet. */
export type Turn = {
  /** The client's own id of the prompt: sent again, it is the same turn. */
  readonly turn: string
  readonly run: string
  /** Of the session: every turn gets a later one. Whoever acts on a turn carries it, and is refused when it moved on. */
  readonly generation: number
  readonly prompt: string
  readonly owner: Owner
  /** Monotonic clock of the owner's boot. */
  readonly startedMs: number
  /** Wall clock, to show. Nothing is decided by it. */
  readonly at: number
}

/** A turn whose answer may still grow out of its journal. */
export type Watched = {
  readonly turn: string
  readonly run: string
  readonly recovery: Extract<Recovery, { readonly state: 'pending' | 'partial' }>
  readonly age: Age
}

/** What the chat server keeps in the head of a session. */
export type ChatFields = {
  /** Of the last turn. */
  readonly generation: number
  readonly turn: Turn | null
  readonly watched: readonly Watched[]
  /** Runs whose journals are not needed any more, but for clients that still follow: they go when the next turn begins. */
  readonly finished: readonly string[]
}

const FRESH: ChatFields = { generation: 0, turn: null, watched: [], finished: [] }

export function chatOf({ fields }: { readonly fields: JsonObject }): ChatFields {
  return { ...FRESH, ...(fields.chat as Partial<ChatFields> | undefined) }
}

/** The same session with other chat fields. Fields of others stay. */
export function withChat<T extends { readonly fields: JsonObject }>(session: T, chat: ChatFields): T {
  return { ...session, fields: { ...session.fields, chat: chat as unknown as Json } }
}

/** True if this very turn still owns the session. */
export function owns({ turn }: ChatFields, { run, generation }: { readonly run: string; readonly generation: number }): boolean {
  return turn !== null && turn.run === run && turn.generation === generation
}

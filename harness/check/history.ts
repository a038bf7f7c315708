import type { Json } from './json.ts'

/** How a call ended, as its client saw it. *indeterminate*: anything that is neither acknowledged nor refused, also a call whose process died. */
export type Outcome = 'acknowledged' | 'refused' | 'indeterminate' | 'pending'

/** One call of a client. In a history that ends at a crash, a call that had not ended by then is *indeterminate*. */
export interface HistoryEntry {
  readonly id: number
  readonly client: string
  readonly process: string
  readonly method: string
  readonly arguments: readonly Json[]
  /** Virtual milliseconds since the world began. */
  readonly calledAtMs: number
  readonly endedAtMs: number | null
  readonly outcome: Outcome
  readonly result?: Json
  /** The error's message, where the call ended with one; `injected` if the world caused it. */
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string; readonly injected: boolean }
}

export type History = readonly HistoryEntry[]

import type { EventId, Json } from '../journal/record.ts'

/** What an agent says while it answers. JSON, because it is journaled as it stands. */
export type AgentEvent =
  | { readonly event: 'token'; readonly payload: { readonly text: string } }
  | { readonly event: 'reasoning'; readonly payload: { readonly text: string } }
  /** A call begins. `tid` names it: calls of one tool may run side by side and end in any order. */
  | { readonly event: 'tool'; readonly payload: { readonly name: string; readonly tid: string; readonly args?: Json; readonly preview?: string } }
  | { readonly event: 'tool_complete'; readonly payload: { readonly name: string; readonly tid: string; readonly preview?: string; readonly is_error?: boolean } }
  /** Says nothing that a person sees. */
  | { readonly event: 'metering' | 'title'; readonly payload: { readonly [member: string]: Json } }
  /** The answer is complete. The last event of an agent, as `apperror` is. */
  | { readonly event: 'done'; readonly payload: { readonly terminal_state?: string } }
  | { readonly event: 'apperror'; readonly payload: { readonly message: string; readonly type?: string } }

/** What the journal of a run holds besides: how it began, and that a person stopped it. */
export type RunEvent =
  | AgentEvent
  | { readonly event: 'start'; readonly payload: { readonly session: string; readonly turn: string; readonly generation: number } }
  | { readonly event: 'cancel'; readonly payload: { readonly [member: string]: Json } }

export type TerminalEvent = Extract<RunEvent, { readonly event: 'done' | 'apperror' | 'cancel' }>

export function isTerminalEvent(event: RunEvent): event is TerminalEvent {
  return event.event === 'done' || event.event === 'apperror' || event.event === 'cancel'
}

/** An event as clients see it. Its id is a cursor: attached again after it, a client gets what follows, or is told that it is lost. */
export interface ShownEvent {
  readonly id: EventId
  readonly event: RunEvent
}

/** A record of a journal as an event; undefined for what is none. */
export function eventIn(record: Json): RunEvent | undefined {
  if (typeof record !== 'object' || record === null || !('event' in record) || typeof record.event !== 'string') return undefined
  const payload: Json | undefined = record.payload
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? (record as unknown as RunEvent) : undefined
}

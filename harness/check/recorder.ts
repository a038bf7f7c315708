import type { History, HistoryEntry, Outcome } from './history.ts'
import { jsonCopy, type Json } from './json.ts'

interface Event {
  readonly entry: Mutable
  readonly end: boolean
}

type Mutable = { -readonly [K in keyof HistoryEntry]: HistoryEntry[K] }

/**
 * Records what clients see: an event when a call begins and one when it ends. A history so far is a number of events, so that a crash point keeps a
 * length and no copy.
 */
export class Recorder {
  readonly #events: Event[] = []
  #calls = 0

  get length(): number {
    return this.#events.length
  }

  call(client: string, process: string, method: string, args: readonly Json[], atMs: number): HistoryEntry {
    const entry: Mutable = {
      id: ++this.#calls,
      client,
      process,
      method,
      arguments: args,
      calledAtMs: atMs,
      endedAtMs: null,
      outcome: 'pending',
    }
    this.#events.push({ entry, end: false })
    return entry
  }

  end(entry: HistoryEntry, outcome: Exclude<Outcome, 'pending'>, atMs: number, result: Json | undefined, error?: unknown): void {
    const open = entry as Mutable
    open.outcome = outcome
    open.endedAtMs = atMs
    if (outcome === 'acknowledged') open.result = jsonCopy(result) as Json
    if (error !== undefined) open.error = describeError(error)
    this.#events.push({ entry: open, end: true })
  }

  /** The history after the first `length` events. Calls that had not ended by then are indeterminate. */
  at(length: number = this.#events.length): History {
    const ended = new Set<HistoryEntry>()
    const entries: HistoryEntry[] = []
    for (const event of this.#events.slice(0, length)) {
      if (event.end) ended.add(event.entry)
      else entries.push(event.entry)
    }
    return entries.map((entry) => (ended.has(entry) ? entry : cutOff(entry)))
  }
}

function cutOff(entry: HistoryEntry): HistoryEntry {
  const { id, client, process, method, arguments: args, calledAtMs } = entry
  return { id, client, process, method, arguments: args, calledAtMs, endedAtMs: null, outcome: 'indeterminate' }
}

export function describeError(error: unknown): NonNullable<HistoryEntry['error']> {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error), injected: false }
  const { name, message, code } = error as { name?: unknown; message?: unknown; code?: unknown }
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : String(error),
    ...(typeof code === 'string' ? { code } : {}),
    injected: isInjected(error),
  }
}

/** True if the world caused this error, or any error that it states as its cause. */
export function isInjected(error: unknown): boolean {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 10; depth++) {
    if ((at as { injected?: unknown }).injected === true) return true
    at = (at as { cause?: unknown }).cause
  }
  return false
}

export function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { refused?: unknown }).refused === true
}

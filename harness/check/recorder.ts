import type { History, HistoryEntry, Outcome } from './history.ts'
import { frozen, type Json } from './json.ts'

interface Event {
  readonly call: Call
  readonly end: boolean
}

/** A call as it is recorded. Results are kept as text: most are never looked at. */
interface Call {
  readonly id: number
  readonly client: string
  readonly process: string
  readonly method: string
  readonly arguments: readonly Json[]
  readonly calledAtMs: number
  endedAtMs: number | null
  outcome: Outcome
  result?: string
  error?: NonNullable<HistoryEntry['error']>
  /** As it is shown once it has ended. */
  entry?: HistoryEntry
}

/** A call that was recorded and has not ended. */
export type OpenCall = Pick<HistoryEntry, 'method'> & { readonly id: number }

/**
 * Records what clients see: an event when a call begins and one when it ends. A history so far is a number of events, so that a crash point keeps a
 * length and no copy. What it gives is frozen: many verdicts look at one history.
 */
export class Recorder {
  readonly #events: Event[] = []
  #calls = 0
  #last: { readonly length: number; readonly history: History } | undefined

  get length(): number {
    return this.#events.length
  }

  call(client: string, process: string, method: string, args: readonly Json[], atMs: number): OpenCall {
    const call: Call = { id: ++this.#calls, client, process, method, arguments: args, calledAtMs: atMs, endedAtMs: null, outcome: 'pending' }
    this.#events.push({ call, end: false })
    return call
  }

  /** `result`: JSON text; undefined where there is none. */
  end(open: OpenCall, outcome: Exclude<Outcome, 'pending'>, atMs: number, result: string | undefined, error?: unknown): void {
    const call = open as Call
    call.outcome = outcome
    call.endedAtMs = atMs
    if (outcome === 'acknowledged') call.result = result ?? 'null'
    if (error !== undefined) call.error = describeError(error)
    this.#events.push({ call, end: true })
  }

  /** The history after the first `length` events. Calls that had not ended by then are indeterminate. */
  at(length: number = this.#events.length): History {
    if (this.#last?.length === length) return this.#last.history
    const ended = new Set<Call>()
    const calls: Call[] = []
    for (let index = 0; index < length; index++) {
      const { call, end } = this.#events[index]!
      if (end) ended.add(call)
      else calls.push(call)
    }
    const history = Object.freeze(calls.map((call) => (ended.has(call) ? (call.entry ??= shown(call)) : cutOff(call))))
    this.#last = { length, history }
    return history
  }

  /** The whole history as JSON text, in pieces that put together give it: results are pieces of their own, for they are long, and many histories share them. */
  pieces(): string[] {
    const pieces: string[] = []
    let text = '['
    for (const { call, end } of this.#events) {
      if (end) continue
      const { result } = call
      const own = JSON.stringify(call.outcome === 'pending' ? cutOff(call) : withoutResult(call))
      if (text !== '[' || pieces.length > 0) text += ','
      if (result === undefined) text += own
      else {
        pieces.push(`${text}${own.slice(0, -1)},"result":`, result)
        text = '}'
      }
    }
    pieces.push(`${text}]`)
    return pieces
  }
}

function withoutResult({ id, client, process, method, arguments: args, calledAtMs, endedAtMs, outcome, error }: Call): Omit<HistoryEntry, 'result'> {
  return { id, client, process, method, arguments: args, calledAtMs, endedAtMs, outcome, ...(error === undefined ? {} : { error }) }
}

function shown({ entry: _entry, result, ...rest }: Call): HistoryEntry {
  return frozen(result === undefined ? rest : { ...rest, result: JSON.parse(result) as Json })
}

function cutOff({ id, client, process, method, arguments: args, calledAtMs }: Call): HistoryEntry {
  return Object.freeze({ id, client, process, method, arguments: args, calledAtMs, endedAtMs: null, outcome: 'indeterminate' })
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

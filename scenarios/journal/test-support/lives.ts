import type { HistoryEntry, Outcome } from '../../../harness/check/history.ts'
import type { Json } from '../../../harness/check/json.ts'
import type { Crash } from '../../../harness/check/plan.ts'
import type { LifeView } from '../../../harness/check/scenario.ts'
import type { JournalContents, RecordId } from '../contract.ts'
import { entryOf } from '../evidence.ts'

/** Lives as a search gives them to a law, written by hand. */
export const a = (number: number, text = 'x', event = 'token'): Json => entryOf('a', number, { event, payload: { text } })
export const b = (number: number, event = 'token'): Json => entryOf('b', number, { event, payload: { text: 'x' } })

let calls = 0

export function call(method: string, entry: Partial<HistoryEntry> = {}): HistoryEntry {
  return { id: ++calls, client: 'main', process: 'server', method, arguments: [], calledAtMs: 0, endedAtMs: null, outcome: 'acknowledged', ...entry }
}

/** A call at a virtual millisecond, which ends at once. */
export function at(ms: number, entry: HistoryEntry): HistoryEntry {
  return { ...entry, calledAtMs: ms, endedAtMs: ms }
}

export function append(record: Json, outcome: Outcome = 'acknowledged', id?: [number, number]): HistoryEntry {
  return call('append', { arguments: [record], outcome, ...(id === undefined ? {} : { result: idOf(id) }) })
}

export function read(records: readonly Json[], contents: Partial<JournalContents> = {}): HistoryEntry {
  return call('read', { result: { records, damaged: 0, ...contents } as unknown as Json })
}

export function idOf([generation, sequence]: readonly [number, number]): RecordId {
  return { generation, sequence }
}

export function crashed(kind: Crash['kind'], atMs = 0): Crash {
  return { kind, after: null, moment: 'settled', waitMs: 0, atMs, clients: 'gone', image: [] }
}

export function life<Observed extends Partial<JournalContents>>(number: number, history: readonly HistoryEntry[], crash: Crash | Crash['kind'] | null, observed?: Observed): LifeView<JournalContents & Observed> {
  return {
    number, history,
    crash: typeof crash === 'string' ? crashed(crash) : crash,
    ...(observed === undefined ? {} : { observed: { records: [], damaged: 0, ...observed } }),
  }
}

/** Two lives: what was called, how it ended, what was read. */
export function two<Observed extends Partial<JournalContents>>(history: readonly HistoryEntry[], crash: Crash | Crash['kind'], observed: Observed): LifeView<JournalContents & Observed>[] {
  return [life<Observed>(1, history, crash), life(2, [], null, observed)]
}

import type { History, HistoryEntry } from '../../harness/check/history.ts'
import type { Invariant, LifeView } from '../../harness/check/scenario.ts'
import type { CompleteJournal, JournalContents, RecordId, ReplayResult } from './contract.ts'
import { attempts, contentsRead, nameOf, readingLives, shown, type Lives } from './evidence.ts'
import { keyOf } from './identity.ts'

/** The process that a following client asks. */
export const FOLLOWED = 'reader'

/** What a client has that follows a run, since it last began anew. */
export interface Followed {
  /** Each record's name, under the id that it came with. */
  readonly seen: ReadonlyMap<string, string>
  /** The last id, from which it goes on. */
  readonly cursor: RecordId | undefined
  /** The last cursor that it was answered from: what lies before it will not ask for again. */
  readonly passed: RecordId | undefined
}

/** What it has at the end of a history. */
export function followed(history: History): Followed {
  return allFollowed(history).at(-1)!
}

/** A read begins anew; a replay that was refused has told the client that it must. */
function allFollowed(history: History): Followed[] {
  const all: Followed[] = [{ seen: new Map(), cursor: undefined, passed: undefined }]
  for (const call of history) {
    if (call.process !== FOLLOWED) continue
    const contents = contentsRead(call)
    const replay = replayIn(call)
    if (contents !== undefined) all.push(withRecords(new Map(), contents, undefined))
    else if (replay?.status === 'ok') all.push(withRecords(new Map(all.pop()!.seen), replay, call.arguments[0] as RecordId))
    else if (replay !== undefined) all.push({ seen: new Map(), cursor: undefined, passed: undefined })
  }
  return all
}

function withRecords(seen: Map<string, string>, { records = [], ids = [] }: Pick<ReplayResult, 'records' | 'ids'>, passed: RecordId | undefined): Followed {
  for (const [index, id] of ids.entries()) seen.set(keyOf(id), nameOf(records[index]))
  return { seen, cursor: ids.at(-1) ?? passed, passed }
}

function replayIn({ method, outcome, result }: HistoryEntry): ReplayResult | undefined {
  return method === 'replay' && outcome === 'acknowledged' ? (result as unknown as ReplayResult) : undefined
}

/** One look of a client that follows: what comes after its cursor, or all that there is. Resolves to where it goes on. */
export async function lookOn(store: CompleteJournal, cursor: RecordId | undefined): Promise<RecordId | undefined> {
  if (cursor === undefined) return (await store.read()).ids?.at(-1)
  const { status, ids = [] } = await store.replay(cursor)
  return status === 'ok' ? (ids.at(-1) ?? cursor) : undefined
}

function isAfter(a: RecordId, b: RecordId): boolean {
  return a.generation > b.generation || (a.generation === b.generation && a.sequence > b.sequence)
}

/** A client that was answered from a cursor has every record before it, for it never asks for those again. */
export const followersMissNothing: Invariant<unknown, JournalContents> = {
  name: 'followers-miss-nothing',
  states: 'a client that follows a run from cursor to cursor has every record up to the last one that it was answered from, each under its id',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      for (const { seen, passed } of allFollowed(historyUpTo(lives, number))) {
        const index = passed === undefined ? -1 : (observed.ids ?? []).findIndex((id, at) => !isAfter(id, passed) && seen.get(keyOf(id)) !== nameOf(observed.records[at]))
        if (index !== -1) return `a client that follows the run has gone on from ${keyOf(passed!)} and never gets ${shown(observed.records[index])}, whose id is ${keyOf(observed.ids![index]!)}`
      }
    }
    return undefined
  },
}

function historyUpTo(lives: readonly LifeView<unknown>[], number: number): HistoryEntry[] {
  return lives.flatMap(({ number: life, history }) => (life > number ? [] : history))
}

/** For scenarios whose operations are punctual: a reader sees late, and no later than this. */
export function seenWithin(ms: number): Invariant<unknown, JournalContents> {
  return {
    name: 'seen-in-time',
    states: `a read sees every record that was acknowledged ${ms} ms before it`,
    check({ lives }) {
      for (const { number, history } of lives) {
        const own = [...attempts(lives as Lives, number).values()].filter(({ life, call }) => life === number && call.outcome === 'acknowledged')
        for (const call of history) {
          const contents = contentsRead(call)
          if (contents === undefined) continue
          const there = new Set(contents.records.map(nameOf))
          const unseen = own.find(({ name, call: { endedAtMs } }) => endedAtMs !== null && call.calledAtMs - endedAtMs > ms && !there.has(name))
          if (unseen !== undefined) return `${shown(unseen.record)} is not in a read of ${call.process} ${Math.floor(call.calledAtMs - unseen.call.endedAtMs!)} ms after it was acknowledged in life ${number}; ${ms} ms were promised`
        }
      }
      return undefined
    },
  }
}

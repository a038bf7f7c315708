import type { Json } from '../../harness/check/json.ts'
import type { CompleteJournal, JournalContents, RecordId, ReplayResult } from './contract.ts'
import { nameOf, shown } from './evidence.ts'
import { keyOf } from './identity.ts'
import type { Invariant, LifeView } from '../../harness/check/scenario.ts'

/** Contents, and what clients got that came back with a cursor. */
export type WithReplays = JournalContents & { readonly replays: readonly { readonly after: RecordId; readonly result: ReplayResult }[] }

/** What clients get that have seen everything up to each of these ids; asked for and compared when nobody appends. */
export async function withReplays(store: CompleteJournal, cursors: readonly RecordId[]): Promise<WithReplays> {
  const replays: { after: RecordId; result: ReplayResult }[] = []
  for (const after of cursors) replays.push({ after, result: await store.replay(after) })
  return { ...(await store.read()), replays }
}

/** Two readers of one journal, the one after a cursor and the one that reads all, agree on every record; a cursor is answered exactly or refused. */
export const cursorsAreSound: Invariant<unknown, WithReplays> = {
  name: 'cursors-are-sound',
  states: 'a client that comes back with a cursor gets exactly the records after it, or is refused; it is refused only where records are missing',
  check({ lives }) {
    for (const { number, observed } of lives as readonly LifeView<WithReplays>[]) {
      for (const { after, result } of observed?.replays ?? []) {
        const wrong = answer(observed!, after, result)
        if (wrong !== undefined) return `a client at ${keyOf(after)} ${wrong} in life ${number}`
      }
    }
    return undefined
  },
}

function answer({ records, ids = [] }: JournalContents, after: RecordId, { status, records: got = [], ids: gotIds = [] }: ReplayResult): string | undefined {
  const at = ids.findIndex((id) => keyOf(id) === keyOf(after))
  if (at === -1) return status === 'ok' ? `whose record is lost got ${describe(got)} in place of a refusal` : undefined
  const rest = records.slice(at + 1)
  if (status !== 'ok') return hasGap(ids.slice(at)) ? undefined : `was refused as ${status}, although its record and all after it are there`
  const difference = [...rest.keys(), ...got.keys()].find((index) => nameOf(rest[index]) !== nameOf(got[index]) || keyOfMaybe(ids[at + 1 + index]) !== keyOfMaybe(gotIds[index]))
  return difference === undefined ? undefined : `got ${describeOne(got[difference])} where ${describeOne(rest[difference])} follows`
}

function hasGap(ids: readonly RecordId[]): boolean {
  return ids.some(({ generation, sequence }, index) => index > 0 && sequence !== (generation === ids[index - 1]!.generation ? ids[index - 1]!.sequence + 1 : 1))
}

function keyOfMaybe(id: RecordId | undefined): string {
  return id === undefined ? '' : keyOf(id)
}

function describe(records: readonly Json[]): string {
  return records.length === 0 ? 'nothing' : records.map(nameOf).join(', ')
}

function describeOne(record: Json | undefined): string {
  return record === undefined ? 'nothing' : shown(record)
}

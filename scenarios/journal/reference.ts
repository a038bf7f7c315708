import type { Implementation } from '../../harness/check/implementation.ts'
import type { Host } from '../../harness/host/host.ts'
import type { JournalContent } from '../../reference-impl/journal/content.ts'
import { refused } from '../../reference-impl/journal/errors.ts'
import { openWithRules, type Journal as OwnedJournal } from '../../reference-impl/journal/journal.ts'
import { readJournal, replayJournal } from '../../reference-impl/journal/read.ts'
import type { EventId } from '../../reference-impl/journal/record.ts'
import type { Replay } from '../../reference-impl/journal/replay.ts'
import { RULES, type Rules } from '../../reference-impl/journal/rules.ts'
import { journalContract, type CompleteJournal, type JournalContents, type JournalOptions, type RecordId, type ReplayResult } from './contract.ts'

/** The reference journal as an implementation of the contract. */
export const referenceJournal: Implementation<CompleteJournal> = {
  name: 'reference',
  capabilities: Object.keys(journalContract.capabilities),
  open: (host, options) => openReference(host, options as JournalOptions, {}),
}

/** The same with some decisions replaced: what defects are made of. */
export async function openReference(host: Host, { run, directory = '.', sync, write, reader }: JournalOptions, replaced: Partial<Rules>): Promise<CompleteJournal> {
  const place = { directory, run }
  if (reader === true) {
    const rules = { ...RULES, ...replaced }
    return readerOf({ read: () => readJournal(host, place, {}, rules), replay: (after) => replayJournal(host, place, after, rules) })
  }
  return ownerOf(await openWithRules(host, { ...place, ...(sync === undefined ? {} : { sync }), ...(write === undefined ? {} : { write }) }, replaced))
}

export function ownerOf(journal: OwnedJournal): CompleteJournal {
  return {
    append: async (record) => idOf(await journal.append(record)),
    durable: (id) => journal.durable(id),
    seal: async (record) => idOf(await journal.seal(record)),
    read: async () => contentsOf(await journal.read()),
    replay: async (after) => replayed(await journal.replay(after)),
    delete: () => journal.delete(),
    discard: () => journal.discard(),
    close: () => journal.close(),
  }
}

/** Who only looks, in whichever layout. */
export function readerOf(journal: Pick<OwnedJournal, 'read' | 'replay'>): CompleteJournal {
  const never = (): Promise<never> => Promise.reject(refused('a reader only reads'))
  return {
    append: never,
    durable: never,
    seal: never,
    delete: never,
    discard: never,
    read: async () => contentsOf(await journal.read()),
    replay: async (after) => replayed(await journal.replay(after)),
    close: () => Promise.resolve(),
  }
}

function idOf({ generation, sequence }: EventId): RecordId {
  return { generation, sequence }
}

export function contentsOf({ records, damage, gaps, state, terminal }: JournalContent): JournalContents {
  return { records: records.map(({ record }) => record), ids: records.map(idOf), damaged: damage.length + gaps.length, state, terminal: terminal ?? null }
}

function replayed(replay: Replay): ReplayResult {
  if (replay.status !== 'ok') return { status: replay.status }
  return { status: 'ok', records: replay.records.map(({ record }) => record), ids: replay.records.map(idOf) }
}

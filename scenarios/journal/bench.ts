import type { AppendStore, Contender, SyncPolicy } from '../../harness/bench/append-store.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import type { Journal } from '../../reference-impl/journal/journal.ts'
import { openJournals, type JournalLayout } from '../../reference-impl/journal/journals.ts'
import type { EventId } from '../../reference-impl/journal/record.ts'
import { recordedConversation } from '../conversation/recorded.ts'
import type { Sync } from './contract.ts'

/** Records of one stream that are under way at once where nobody waits for each answer: what one turn of a server's event loop hands on. */
const MANY = 128

/** Every answer to the question: when are records synced? Without a window of their own, callers do not wait for one record before they offer the next. */
export const syncPolicies: readonly SyncPolicy[] = [
  { name: 'none', sync: {}, window: MANY },
  { name: 'terminal', sync: { terminal: true }, window: MANY },
  { name: 'every record', sync: { everyRecords: 1 }, window: 1 },
  { name: 'group commit', sync: { everyRecords: 1 }, window: MANY },
  { name: 'every 10', sync: { everyRecords: 10 }, window: MANY },
  { name: 'every 100', sync: { everyRecords: 100 }, window: MANY },
  { name: 'every 100 ms', sync: { everyMs: 100 }, window: MANY },
  { name: 'every 1 s', sync: { everyMs: 1_000 }, window: MANY },
  { name: 'every 3 s', sync: { everyMs: 3_000 }, window: MANY },
  { name: '100 or 250 ms', sync: { everyRecords: 100, everyMs: 250 }, window: MANY },
]

/** Events of the conversation that every stream repeats; the last one ends it. */
const EVENTS = 250
const SEED = 1585

/** What a stream appends: a recorded-like conversation, over and over. */
export function benchRecords(): (number: number) => Json {
  const events = recordedConversation(EVENTS, SEED)
  return (number) => events[number % events.length] as Json
}

/** The journals that are measured where none is named. */
export const benchedJournals: readonly Contender[] = [
  {
    name: 'reference',
    simulated: true,
    openAll: (host, runs, sync) => openIn('file per run', host, runs, sync as Sync),
  },
  {
    name: 'shared-log',
    simulated: true,
    openAll: (host, runs, sync) => openIn('shared log', host, runs, sync as Sync),
  },
]

/** The last store that is closed closes what they share. */
async function openIn(layout: JournalLayout, host: Host, runs: readonly string[], sync: Sync): Promise<readonly AppendStore[]> {
  const journals = await openJournals(host, { directory: 'sessions/session-1', layout, sync })
  const opened = await Promise.all(runs.map((run) => journals.open(run)))
  let open = opened.length
  return opened.map((journal) => {
    const store = benched(journal)
    const close = async (): Promise<void> => {
      await journal.close()
      if (--open === 0) await journals.close()
    }
    return { ...store, close }
  })
}

function benched(journal: Journal): AppendStore {
  return {
    append: (record) => journal.append(record),
    durable: (id) => journal.durable(id as EventId),
    read: async () => ({ records: (await journal.read()).records.map(({ record }) => record) }),
    close: () => journal.close(),
  }
}

import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { openJournal } from '../../reference-impl/journal/journal.ts'
import type { Journal, JournalOptions } from './contract.ts'

/** Below the current directory: made by the journal, so that two names above the file have to be made durable too. */
const DIRECTORY = 'sessions/session-1'

/** The reference journal as an implementation of the contract. */
export const referenceJournal: Implementation<Journal> = {
  name: 'reference',
  capabilities: ['durable-append', 'append-after-crash', 'identity', 'sync-policies'],
  async open(host: Host, options: Json): Promise<Journal> {
    const { run, sync } = options as JournalOptions
    const journal = await openJournal(host, { directory: DIRECTORY, run, ...(sync === undefined ? {} : { sync }) })
    return {
      append: async (record) => {
        const { generation, sequence } = await journal.append(record)
        return { generation, sequence }
      },
      read: async () => {
        const { records, damage } = await journal.read()
        return {
          records: records.map(({ record }) => record),
          ids: records.map(({ generation, sequence }) => ({ generation, sequence })),
          damaged: damage.length,
        }
      },
      close: () => journal.close(),
    }
  },
}

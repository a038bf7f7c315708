import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { openSharedLog } from '../../reference-impl/journal/shared-log/shared-log.ts'
import type { Journal, JournalOptions } from './contract.ts'

/** Below the current directory, as that of the other layout. */
const DIRECTORY = 'sessions/log'
/** Small, so that short conversations fill several segments. */
const SEGMENT_BYTES = 2_048

/** The second layout of the journal as an implementation of the contract: a process that opens one run owns the log alone. */
export const sharedLogJournal: Implementation<Journal> = {
  name: 'shared-log',
  capabilities: ['durable-append', 'append-after-crash', 'identity', 'sync-policies'],
  async open(host: Host, options: Json): Promise<Journal> {
    const { run, sync } = options as JournalOptions
    const log = await openSharedLog(host, { directory: DIRECTORY, segmentBytes: SEGMENT_BYTES, ...(sync === undefined ? {} : { sync }) })
    const journal = await log.journal(run)
    return {
      append: async (record) => {
        const { generation, sequence } = await journal.append(record)
        return { generation, sequence }
      },
      read: async () => {
        const { records, damage, gaps } = await journal.read()
        return { records: records.map(({ record }) => record), ids: records.map(({ generation, sequence }) => ({ generation, sequence })), damaged: damage.length + gaps.length }
      },
      async close() {
        await journal.close()
        await log.close()
      },
    }
  },
}

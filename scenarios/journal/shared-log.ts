import { join } from 'node:path'
import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { readSharedRun, replaySharedRun } from '../../reference-impl/journal/shared-log/read.ts'
import { openSharedLog } from '../../reference-impl/journal/shared-log/shared-log.ts'
import { journalContract, type CompleteJournal, type JournalOptions } from './contract.ts'
import { ownerOf, readerOf } from './reference.ts'

/** Below the directory of the runs, because nothing else may lie beside a log. */
const LOG = 'log'
/** Small, so that short conversations fill several segments. */
const SEGMENT_BYTES = 2_048

/** The second layout of the journal as an implementation of the contract: a process that opens one run owns the log alone. */
export const sharedLogJournal: Implementation<CompleteJournal> = {
  name: 'shared-log',
  capabilities: Object.keys(journalContract.capabilities),
  async open(host: Host, options: Json): Promise<CompleteJournal> {
    const { run, directory: parent = '.', sync, write, reader } = options as JournalOptions
    const directory = join(parent, LOG)
    const place = { directory, run }
    if (reader === true) return readerOf({ read: () => readSharedRun(host, place), replay: (after) => replaySharedRun(host, place, after) })
    const log = await openSharedLog(host, { directory, segmentBytes: SEGMENT_BYTES, ...(sync === undefined ? {} : { sync }), ...(write === undefined ? {} : { write }) })
    const journal = ownerOf(await log.journal(run))
    return {
      ...journal,
      async close() {
        await journal.close()
        await log.close()
      },
    }
  },
}

import { join } from 'node:path'
import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { readSharedRun, replaySharedRun } from '../../reference-impl/journal/shared-log/read.ts'
import { openSharedLog, type SharedLog } from '../../reference-impl/journal/shared-log/shared-log.ts'
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
    const { run, reader } = options as JournalOptions
    const place = { directory: logDirectory(options as JournalOptions), run }
    if (reader === true) return readerOf({ read: () => readSharedRun(host, place), replay: (after) => replaySharedRun(host, place, after) })
    return (await openOneRun(host, options as JournalOptions, SEGMENT_BYTES)).journal
  },
}

/** A log, and one of its runs; closing the run closes both. */
export async function openOneRun(host: Host, options: JournalOptions, segmentBytes: number): Promise<{ readonly log: SharedLog; readonly journal: CompleteJournal }> {
  const { run, sync, write } = options
  const log = await openSharedLog(host, { directory: logDirectory(options), segmentBytes, ...(sync === undefined ? {} : { sync }), ...(write === undefined ? {} : { write }) })
  const journal = ownerOf(await log.journal(run))
  const close = async (): Promise<void> => {
    await journal.close()
    await log.close()
  }
  return { log, journal: { ...journal, close } }
}

function logDirectory({ directory = '.' }: JournalOptions): string {
  return join(directory, LOG)
}

import type { Host } from '../../harness/host/host.ts'
import type { ReadOptions } from './content.ts'
import { refused } from './errors.ts'
import { openJournal, type Journal } from './journal.ts'
import { checkedSync, checkedWrite, DEFAULT_SYNC, DEFAULT_WRITE, type SyncPolicy, type WritePolicy } from './policy.ts'
import { openSharedLog } from './shared-log/shared-log.ts'

/**
 * `file per run`: each run in a file of its own, which a person can follow, and with an owner of its own; one sync serves one run. `shared log`: all runs of
 * this process in one log with one owner; one sync serves all of them, and the policies count all of them together.
 */
export type JournalLayout = 'file per run' | 'shared log'

export interface JournalsOptions {
  /** Made, with its parents, where it is missing. One layout to a directory. */
  readonly directory: string
  /** Default: a file per run. */
  readonly layout?: JournalLayout
  /** Default: every record. */
  readonly sync?: SyncPolicy
  /** Default: at once. */
  readonly write?: WritePolicy
  /** Only of a shared log; see there. */
  readonly segmentBytes?: number
}

/** The journals of a process's runs, in the layout that its options say. The promises of a `Journal` do not depend on it. */
export interface Journals {
  open(run: string, options?: ReadOptions): Promise<Journal>
  /** Closes all that was opened. Rejects with the first error that stopped one of them. */
  close(): Promise<void>
}

export const LAYOUTS: readonly JournalLayout[] = ['file per run', 'shared log']

/** Rejects with a refused `JournalError` for options it does not take, else with the file system's error. */
export async function openJournals(host: Host, { directory, layout = 'file per run', sync = DEFAULT_SYNC, write = DEFAULT_WRITE, segmentBytes }: JournalsOptions): Promise<Journals> {
  if (!LAYOUTS.includes(layout)) throw refused(`layout is ${JSON.stringify(layout)}; it takes ${LAYOUTS.map((name) => JSON.stringify(name)).join(' or ')}`)
  checkedSync(sync)
  checkedWrite(write)
  if (layout === 'shared log') {
    const log = await openSharedLog(host, { directory, sync, write, ...(segmentBytes === undefined ? {} : { segmentBytes }) })
    return { open: (run, options) => log.journal(run, options), close: () => log.close() }
  }
  if (segmentBytes !== undefined) throw refused('segmentBytes is of the layout "shared log"; leave it out, or choose that layout')
  const opened: Journal[] = []
  return {
    async open(run, options) {
      const journal = await openJournal(host, { directory, run, sync, write, ...options })
      opened.push(journal)
      return journal
    },
    close: () => closeAll(opened),
  }
}

/** Every one is closed, whatever becomes of the others. */
async function closeAll(journals: readonly Journal[]): Promise<void> {
  const ends = await Promise.allSettled(journals.map((journal) => journal.close()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

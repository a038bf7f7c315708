import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** The kernel has marked the pages clean: the second fsync says nothing about them. */
async function untilItSucceeds(sync: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await sync()
    } catch {
      continue
    }
  }
}

export const retriesFsync: Defect<CompleteJournal> = {
  implementation: alteredJournal('retries-fsync', {
    host: (host) => withFileHandles(host, (handle) => ({ datasync: () => untilItSucceeds(() => handle.datasync()) })),
  }),
  suite: 'journal',
  mistake: 'an fsync that failed is tried again until it succeeds',
  origin: ['etcd #16597', 'turso #2091'],
  caughtBy: ['journal/fsync-error-then-power-cut'],
}

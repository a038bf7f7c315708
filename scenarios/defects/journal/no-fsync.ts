import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const noFsync: Defect<CompleteJournal> = {
  implementation: alteredJournal('no-fsync', {
    host: (host) => withFileHandles(host, () => ({ datasync: () => Promise.resolve() })),
  }),
  suite: 'journal',
  mistake: 'the records that are appended are never synced',
  origin: ['opensoul #33', 'node-json-db #371'],
  caughtBy: ['journal/acknowledged-survives', 'journal/torn-tail-then-append'],
}

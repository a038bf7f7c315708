import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal, isRunFile } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const showsBeforeSync: Defect<CompleteJournal> = {
  implementation: alteredJournal('shows-before-sync', {
    host: (host) => withFileHandles(host, (_, path) => (isRunFile(path) ? { sync: () => Promise.resolve() } : {})),
  }),
  suite: 'journal',
  mistake: 'an opening shows what it found without syncing it',
  origin: ['octos #2006'],
  caughtBy: ['journal/kill-reopen-power-cut'],
}

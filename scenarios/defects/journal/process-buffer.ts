import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const processBuffer: Defect<CompleteJournal> = {
  implementation: alteredJournal('process-buffer', {
    options: ({ write: _asked, ...options }) => ({ ...options, write: { everyRecords: 100 } }),
  }),
  suite: 'journal',
  mistake: 'records wait in the memory of the process for the next hundred',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/buffered-writes'],
  withoutFault: {
    breaks: ['journal/random-use', 'journal/random-use-two-processes'],
    why: 'users start the process again, and what it had in memory is gone',
  },
}

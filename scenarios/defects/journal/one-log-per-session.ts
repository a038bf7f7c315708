import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const oneLogPerSession: Defect<CompleteJournal> = {
  implementation: alteredJournal('one-log-per-session', {
    options: (options) => ({ ...options, run: 'session' }),
  }),
  suite: 'journal',
  mistake: 'all runs of a chat share one log, and its records do not say whose they are',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/runs-apart'],
  withoutFault: {
    breaks: ['journal/runs-apart'],
    why: 'the second run of a chat reads the records of the first',
  },
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const terminalOnly: Defect<CompleteJournal> = {
  implementation: alteredJournal('terminal-only', {
    options: (options) => ({ ...options, sync: { terminal: true } }),
  }),
  suite: 'journal',
  mistake: 'only the end of a run is synced, whatever was asked',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/acknowledged-survives', 'journal/bounded-loss'],
}

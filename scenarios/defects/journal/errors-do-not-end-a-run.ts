import { isTerminal } from '../../../reference-impl/journal/terminal.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const errorsDoNotEndARun: Defect<CompleteJournal> = {
  implementation: alteredJournal('errors-do-not-end-a-run', {
    rules: { isTerminal: (record) => isTerminal(record) && !JSON.stringify(record).includes('"event":"apperror"') },
  }),
  suite: 'journal',
  mistake: 'the events that end a run are listed, and an error of the application is not in the list',
  origin: ['hermes-webui #6527'],
  caughtBy: ['journal/terminal-after-buffered'],
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const deletesAfterErrors: Defect<CompleteJournal> = {
  implementation: alteredJournal('deletes-after-errors', {
    methods: (journal) => ({ delete: () => journal.discard() }),
  }),
  suite: 'journal',
  mistake: 'the journal is deleted in a finally, which also runs after an error and a cancel',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/delete-after-clean-completion'],
  withoutFault: {
    breaks: ['journal/delete-after-clean-completion'],
    why: 'a run that was cancelled or never sealed is deleted in good order',
  },
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const swallowsAppendErrors: Defect<CompleteJournal> = {
  implementation: alteredJournal('swallows-append-errors', {
    methods: (journal) => ({ append: (record) => journal.append(record).catch(() => null) }),
  }),
  suite: 'journal',
  mistake: 'a failed append is logged, and its event goes on to the client all the same',
  origin: ['hermes-webui #1353', 'hermes-webui #2283'],
  caughtBy: ['journal/error-then-healthy-append', 'journal/disk-full-in-the-middle'],
  withoutFault: {
    breaks: ['journal/delete-against-append', 'journal/random-use-two-processes', 'journal/sealed-is-final'],
    why: 'an append that is refused, of a run that is sealed, deleted or taken over, passes for one that ended well too',
  },
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const cursorMovedSilently: Defect<CompleteJournal> = {
  implementation: alteredJournal('cursor-moved-silently', {
    methods: (journal) => ({
      async replay(after) {
        const found = await journal.replay(after)
        if (found.status !== 'lost') return found
        const { records, ids = [] } = await journal.read()
        return { status: 'ok', records, ids }
      },
    }),
  }),
  suite: 'journal',
  mistake: 'a cursor to a record that is gone is answered with what is left',
  origin: ['hermes-webui #3124', 'hermes-webui #2283'],
  caughtBy: ['journal/cursor-to-a-lost-record'],
}

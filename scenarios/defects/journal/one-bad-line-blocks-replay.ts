import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const oneBadLineBlocksReplay: Defect<CompleteJournal> = {
  implementation: alteredJournal('one-bad-line-blocks-replay', {
    methods: (journal) => ({
      async replay(after) {
        const { damaged } = await journal.read()
        return damaged > 0 ? { status: 'damaged' } : journal.replay(after)
      },
    }),
  }),
  suite: 'journal',
  mistake: 'replay demands that every record be whole, also those before the cursor',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/damage-before-the-cursor'],
}

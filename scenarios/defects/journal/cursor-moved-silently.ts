import { replayOf } from '../../../reference-impl/journal/replay.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const cursorMovedSilently: Defect<CompleteJournal> = {
  implementation: alteredJournal('cursor-moved-silently', {
    rules: {
      replayOf(scan, after) {
        const found = replayOf(scan, after)
        return found.status === 'lost' ? replayOf({ ...scan, gaps: [] }, undefined) : found
      },
    },
  }),
  suite: 'journal',
  mistake: 'a cursor to a record that is gone is answered with what is left',
  origin: ['hermes-webui #3124', 'hermes-webui #2283'],
  caughtBy: ['journal/cursor-to-a-lost-record'],
}

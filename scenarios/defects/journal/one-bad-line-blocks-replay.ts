import { replayOf } from '../../../reference-impl/journal/replay.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const oneBadLineBlocksReplay: Defect<CompleteJournal> = {
  implementation: alteredJournal('one-bad-line-blocks-replay', {
    rules: {
      replayOf(scan, after) {
        const [gap] = scan.gaps
        return gap === undefined ? replayOf(scan, after) : { status: 'damaged', gap }
      },
    },
  }),
  suite: 'journal',
  mistake: 'replay demands that every record be whole, also those before the cursor',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/damage-before-the-cursor'],
}

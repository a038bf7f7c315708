import { scan } from '../../../reference-impl/journal/scan.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const stopsAtTheFirstBadLine: Defect<CompleteJournal> = {
  implementation: alteredJournal('stops-at-the-first-bad-line', {
    rules: {
      scan(seed, bytes) {
        const found = scan(seed, bytes)
        const [first] = found.damage
        return first === undefined ? found : scan(seed, bytes.subarray(0, first.offset))
      },
    },
  }),
  suite: 'journal',
  mistake: 'a reader stops at the first line that it cannot read, and takes what is before it for all',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/damage-before-the-cursor', 'journal/torn-tail-then-append'],
}

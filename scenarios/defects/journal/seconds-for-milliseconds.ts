import type { CompleteJournal } from '../../journal/contract.ts'
import { altered } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const secondsForMilliseconds: Defect<CompleteJournal> = {
  implementation: alteredJournal('seconds-for-milliseconds', {
    host: ({ fs, random, pid, boot, clock }) => ({ fs, random, pid, boot, clock: altered(clock, { sleep: (ms, options) => clock.sleep(ms * 1_000, options) }) }),
  }),
  suite: 'journal',
  mistake: 'the time bound is compared in another unit',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/silence-after-tokens', 'journal/time-bound-kept'],
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { altered } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const timerNeverFires: Defect<CompleteJournal> = {
  implementation: alteredJournal('timer-never-fires', {
    host: ({ fs, random, pid, boot, clock }) => ({ fs, random, pid, boot, clock: altered(clock, { sleep: () => new Promise(() => undefined) }) }),
  }),
  suite: 'journal',
  mistake: 'the timer that should sync what is pending is never started: fifty tokens and then silence stay in the page cache',
  origin: ['hermes-webui #1353', 'hermes-webui #1585'],
  caughtBy: ['journal/silence-after-tokens', 'journal/time-bound-kept'],
}

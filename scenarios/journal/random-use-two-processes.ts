import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { clockJump, pause, slow } from '../../harness/faults/delays.ts'
import type { CompleteJournal } from './contract.ts'
import type { WithReplays } from './cursors.ts'
import { lookAfterCrash, optionsOf } from './look.ts'
import { act, users, type Users } from './users.ts'
import { userLaws } from './user-laws.ts'

/** Two processes take one run from each other; one of them is paused, slow or killed while the other goes on. */
export const randomUseTwoProcesses: Scenario<CompleteJournal> = scenario<CompleteJournal, Users, WithReplays>({
  id: 'journal/random-use-two-processes',
  title: 'whoever uses a journal from two processes finds what its policies promise',
  origin: ['what people do'],
  general: true,
  covers: ['I1', 'I5', 'I6', 'I10', 'I19'],
  needs: ['identity', 'append-after-crash', 'sync-policies', 'write-policies', 'durable', 'seal', 'replay', 'states', 'delete', 'takeover'],
  input: users,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 }), pause(), slow(), clockJump()],
  async workload(stage, input) {
    const first = await stage.start('server', optionsOf(input))
    await act(stage, [first, await stage.start('second', optionsOf(input))], input)
  },
  recover: lookAfterCrash,
  invariants: userLaws({ cacheStays: true }),
})

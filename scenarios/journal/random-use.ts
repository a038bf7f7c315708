import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { CompleteJournal } from './contract.ts'
import type { WithReplays } from './cursors.ts'
import { lookAfterCrash, optionsOf } from './look.ts'
import { act, users, type Users } from './users.ts'
import { userLaws } from './user-laws.ts'

/** A process streams a run into its journal, is killed, is started again, loses power. Somebody looks, goes on, and looks again. */
export const randomUse: Scenario<CompleteJournal> = scenario<CompleteJournal, Users, WithReplays>({
  id: 'journal/random-use',
  title: 'whoever uses a journal finds what its policies promise',
  origin: ['what people do'],
  general: true,
  covers: ['I1', 'I10', 'I11', 'I12', 'I13', 'I19'],
  needs: ['identity', 'append-after-crash', 'sync-policies', 'write-policies', 'durable', 'seal', 'replay', 'states', 'delete'],
  input: users,
  faults: [processDeath({ single: true }), powerCut()],
  async workload(stage, input) {
    await act(stage, [await stage.start('server', optionsOf(input))], input)
  },
  recover: lookAfterCrash,
  invariants: userLaws({ cacheStays: true }),
})

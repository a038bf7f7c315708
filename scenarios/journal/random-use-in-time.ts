import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import { onMediumWithin } from './bounds.ts'
import type { CompleteJournal, RecordId } from './contract.ts'
import type { WithReplays } from './cursors.ts'
import { FOLLOWED, followersMissNothing, lookOn, seenWithin } from './followers.ts'
import { readsGrow } from './invariants.ts'
import { lookAndFollowAfterCrash, optionsOf } from './look.ts'
import { act, usersInTime, type Users } from './users.ts'
import { userLaws } from './user-laws.ts'

const BOUND_MS = 20
const DELAY_MS = 50
const LOOK_MS = 15
const LOOKS = 6

/** A run is streamed, with pauses, while somebody follows it through a process that sees late. Then the power is cut, or the processes are killed. */
export const randomUseInTime: Scenario<CompleteJournal> = scenario<CompleteJournal, Users, WithReplays>({
  id: 'journal/random-use-in-time',
  title: 'whoever uses a journal, or looks on, waits no longer than was promised',
  origin: ['what people do'],
  general: true,
  covers: ['I1', 'I8', 'I11', 'I19'],
  needs: ['identity', 'append-after-crash', 'sync-policies', 'write-policies', 'durable', 'seal', 'replay', 'states', 'delete', 'readers'],
  punctual: true,
  input: usersInTime(BOUND_MS),
  faults: [delayedVisibility({ readers: [FOLLOWED], delayMsMax: DELAY_MS }), powerCut({ crashes: 1 }), processDeath({ crashes: 1 })],
  async workload(stage, input) {
    const reader = await stage.start(FOLLOWED, { ...optionsOf(input), reader: true })
    stage.client('follower', async () => {
      let cursor: RecordId | undefined
      for (let look = 0; look < LOOKS; look++) {
        cursor = await lookOn(reader.store, cursor)
        await stage.clock.sleep(LOOK_MS)
      }
      await stage.clock.sleep(DELAY_MS)
      await reader.store.read()
    })
    await act(stage, [await stage.start('server', optionsOf({ ...input, write: { everyRecords: 1 } }))], input)
    await stage.clock.sleep(4 * BOUND_MS)
  },
  recover: lookAndFollowAfterCrash,
  invariants: [...userLaws({ cacheStays: true }), onMediumWithin(BOUND_MS), followersMissNothing, readsGrow, seenWithin(DELAY_MS)],
})

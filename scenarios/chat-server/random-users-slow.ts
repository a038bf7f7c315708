import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { pause, slow } from '../../harness/faults/delays.ts'
import type { Chat } from './contract.ts'
import { allSeeAll } from './invariants-of-users.ts'
import { USERS_EXPECT } from './laws.ts'
import { peopleUse } from './random.ts'

/** People use two servers on one directory, one of which stands still for up to an hour, as a laptop does that sleeps, or waits long for its disk. */
export const randomUsersSlow: Scenario<Chat> = scenario(peopleUse({
  id: 'chat-server/random-users-slow',
  title: 'people whose servers stand still, or wait for their disk, find what they may expect',
  faults: [pause({ msMax: 3_600_000 }), slow()],
  invariants: [...USERS_EXPECT, allSeeAll],
}))

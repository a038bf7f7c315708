import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import type { Chat } from './contract.ts'
import { clearedIsGone } from './invariants-of-users.ts'
import { USERS_OF_PUNCTUAL_SERVERS_EXPECT } from './laws.ts'
import { peopleUse } from './random.ts'

/** People use two servers on one directory. Each is killed and started again while the other goes on, and clocks are set. */
export const randomUsersTwoProcesses: Scenario<Chat> = scenario(peopleUse({
  id: 'chat-server/random-users-two-processes',
  title: 'people who use two servers on one directory find what they may expect',
  punctual: true,
  faults: [clockJump()],
  invariants: [...USERS_OF_PUNCTUAL_SERVERS_EXPECT, clearedIsGone],
}))

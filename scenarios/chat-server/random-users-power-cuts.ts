import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import type { Chat } from './contract.ts'
import { USERS_OF_A_POLICY_EXPECT } from './laws.ts'
import { peopleUse } from './random.ts'
import { aHandful } from './users.ts'

/** People use two servers that sync as they do by default. One dies while the other lives, journals are seen late, clocks are set, and then the power is cut. */
export const randomUsersPowerCuts: Scenario<Chat> = scenario(peopleUse({
  id: 'chat-server/random-users-power-cuts',
  title: 'people whose servers die and lose power find what was to be on the medium by then',
  punctual: true,
  needs: ['time-bound'],
  input: aHandful,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 }), delayedVisibility({ paths: ['*/runs/*'], delayMsMax: 1e9 }), clockJump()],
  invariants: USERS_OF_A_POLICY_EXPECT,
}))

import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { USERS_OF_PUNCTUAL_SERVERS_EXPECT } from './laws.ts'
import { peopleUse } from './random.ts'

/** People use two servers, each of which sees the journals of the other late, as on a network file system. */
export const randomUsersLateJournals: Scenario<Chat> = scenario(peopleUse({
  id: 'chat-server/random-users-late-journals',
  title: 'people whose servers see each other’s journals late lose nothing',
  punctual: true,
  faults: [delayedVisibility({ paths: ['*/runs/*'], delayMsMax: 1e9 })],
  invariants: USERS_OF_PUNCTUAL_SERVERS_EXPECT,
}))

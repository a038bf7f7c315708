import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import type { Chat } from './contract.ts'
import { USERS_EXPECT } from './laws.ts'
import { peopleUse } from './random.ts'
import { fewUsers } from './users.ts'

/** People use one server, which dies, fills its disk and loses power. Then they look, go on, and look again. */
export const randomUsers: Scenario<Chat> = scenario(peopleUse({
  id: 'chat-server/random-users',
  title: 'people who use one server find what they may expect',
  servers: ['server'],
  options: { sync: { everyRecords: 1 } },
  input: fewUsers,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 }), diskFull(), ioError(), fsyncError(), clockJump()],
  invariants: USERS_EXPECT,
}))

import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import { act } from './act.ts'
import type { Chat, ChatOptions } from './contract.ts'
import { settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { USERS_EXPECT } from './laws.ts'
import { fewUsers, idsOf, type Users } from './users.ts'

const OPTIONS: ChatOptions = { sync: { everyRecords: 1 } }

/** People use one server, which dies, fills its disk and loses power. Then they look, go on, and look again. */
export const randomUsers: Scenario<Chat> = scenario<Chat, Users, Observed>({
  id: 'chat-server/random-users',
  title: 'people who use one server find what they may expect',
  origin: ['what people do'],
  general: true,
  needs: ['durable-prompt', 'durable-events', 'several-processes', 'late-journals', 'give-up', 'clear', 'cursors', 'tools'],
  covers: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I13', 'I14', 'I15'],
  input: fewUsers,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 }), diskFull(), ioError(), fsyncError(), clockJump()],
  async workload(stage, input) {
    await act(stage, [await stage.start('server', OPTIONS)], input)
    stage.heal()
  },
  recover: (stage, input, life) => settledInTheEnd(stage, idsOf(input), life, { options: OPTIONS, ...(input.goesOn ? { goesOnAs: `life-${life.number}` } : {}) }),
  invariants: USERS_EXPECT,
})

import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import { act } from './act.ts'
import type { Chat } from './contract.ts'
import { settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { USERS_OF_PUNCTUAL_SERVERS_EXPECT } from './laws.ts'
import { idsOf, users, type Users } from './users.ts'

/** People use two servers on one directory. Each is killed and started again while the other goes on, and clocks are set. */
export const randomUsersTwoProcesses: Scenario<Chat> = scenario<Chat, Users, Observed>({
  id: 'chat-server/random-users-two-processes',
  title: 'people who use two servers on one directory find what they may expect',
  origin: ['what people do'],
  general: true,
  needs: ['durable-prompt', 'durable-events', 'several-processes', 'late-journals', 'give-up', 'clear', 'cursors', 'tools'],
  covers: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I13', 'I14', 'I15'],
  punctual: true,
  input: users,
  faults: [clockJump()],
  async workload(stage, input) {
    await act(stage, [await stage.start('server'), await stage.start('second')], input)
    stage.heal()
  },
  recover: (stage, input, life) => settledInTheEnd(stage, idsOf(input), life, { ...(input.goesOn ? { goesOnAs: `life-${life.number}` } : {}) }),
  invariants: USERS_OF_PUNCTUAL_SERVERS_EXPECT,
})

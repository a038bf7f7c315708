import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { pause, slow } from '../../harness/faults/delays.ts'
import { act } from './act.ts'
import type { Chat } from './contract.ts'
import { settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { USERS_EXPECT } from './laws.ts'
import { idsOf, users, type Users } from './users.ts'

/** People use two servers on one directory, one of which stands still for up to an hour, as a laptop does that sleeps, or waits long for its disk. */
export const randomUsersSlow: Scenario<Chat> = scenario<Chat, Users, Observed>({
  id: 'chat-server/random-users-slow',
  title: 'people whose servers stand still, or wait for their disk, find what they may expect',
  origin: ['what people do'],
  general: true,
  needs: ['durable-prompt', 'durable-events', 'several-processes', 'late-journals', 'give-up', 'clear', 'cursors', 'tools'],
  covers: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I13', 'I14', 'I15'],
  input: users,
  faults: [pause({ msMax: 3_600_000 }), slow()],
  async workload(stage, input) {
    await act(stage, [await stage.start('server'), await stage.start('second')], input)
    stage.heal()
  },
  recover: (stage, input, life) => settledInTheEnd(stage, idsOf(input), life, { ...(input.goesOn ? { goesOnAs: `life-${life.number}` } : {}) }),
  invariants: USERS_EXPECT,
})

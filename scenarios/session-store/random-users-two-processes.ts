import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { pause, slow } from '../../harness/faults/delays.ts'
import type { SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look } from './look.ts'
import { act, idsOf, users, type Users } from './users.ts'

/** People use two servers on one directory; one of them is paused, slow or killed while the other goes on. */
export const randomUsersTwoProcesses: Scenario<SessionStore> = scenario<SessionStore, Users, null>({
  id: 'session-store/random-users-two-processes',
  title: 'people who use two servers on one directory find what they may expect',
  origin: ['what people do'],
  covers: ['I2', 'I3', 'I4', 'I9', 'I15', 'I19'],
  general: true,
  needs: ['durable-save', 'intents', 'compress', 'delete', 'fence', 'maintenance'],
  input: users,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 }), pause(), slow()],
  async workload(stage, input) {
    const servers = [await stage.start('server'), await stage.start('second')]
    await act(stage, servers, input)
    for (const { store } of servers) await look(store, idsOf(input))
  },
  async recover(stage, input) {
    const { store } = await stage.start('server')
    await look(store, idsOf(input))
    return null
  },
  invariants: userLaws(),
  probes: ['somebody was refused'],
})

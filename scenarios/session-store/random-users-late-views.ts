import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { SessionStore } from './contract.ts'
import { AUDITOR } from './evidence.ts'
import { startLate } from './holders-see-late.ts'
import { userLaws } from './invariants.ts'
import { look } from './look.ts'
import { act, idsOf, users, type Users } from './users.ts'

/** Longer than anything is on its way. */
const ARRIVED_MS = 120_000

/** People use two servers, each of which sees the files of the other late, as on a network file system. When everything has arrived, nothing is lost. */
export const randomUsersLateViews: Scenario<SessionStore> = scenario<SessionStore, Users, null>({
  id: 'session-store/random-users-late-views',
  title: 'people whose servers see each other’s files late lose nothing',
  origin: ['what people do'],
  covers: ['I2', 'I3', 'I4', 'I15', 'I19'],
  general: true,
  needs: ['durable-save', 'intents', 'compress', 'delete', 'fence', 'maintenance'],
  input: users,
  faults: [delayedVisibility()],
  async workload(stage, input) {
    await act(stage, [await stage.start('server'), await startLate(stage)], input)
    stage.heal()
    await stage.clock.sleep(ARRIVED_MS)
    await look((await stage.start(AUDITOR)).store, idsOf(input))
  },
  async recover(stage, input) {
    const { store } = await stage.start('server')
    await look(store, idsOf(input))
    return null
  },
  invariants: userLaws('settled reads'),
  probes: ['somebody was refused'],
})

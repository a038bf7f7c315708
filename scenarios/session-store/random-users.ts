import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import { shortRead, shortWrite } from '../../harness/faults/short-transfers.ts'
import type { SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'
import { act, idsOf, sessionId, users, type Users } from './users.ts'

/** People use one server, which dies, fills its disk and loses power. Then they look, go on, and look again. */
export const randomUsers: Scenario<SessionStore> = scenario<SessionStore, Users, null>({
  id: 'session-store/random-users',
  title: 'people who use one server find what they may expect',
  origin: ['what people do'],
  covers: ['I2', 'I3', 'I4', 'I9', 'I15', 'I19'],
  general: true,
  needs: ['durable-save', 'intents', 'compress', 'delete', 'fence', 'maintenance'],
  input: users,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 }), diskFull(), ioError(), fsyncError(), shortWrite(), shortRead(), clockJump()],
  async workload(stage, input) {
    const server = await stage.start('server')
    await act(stage, [server], input)
    await look(server.store, idsOf(input))
  },
  async recover(stage, input, { number }) {
    const server = await stage.start('server')
    await look(server.store, idsOf(input))
    if (input.goesOn) await tolerate(() => server.store.append(sessionId(0), [{ by: `life-${number}`, number: 1, text: 'after the crash' }]))
    await server.restart()
    await look(server.store, idsOf(input))
    return null
  },
  invariants: userLaws(),
})

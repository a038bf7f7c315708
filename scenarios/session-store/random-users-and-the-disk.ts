import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { erased, fewFiles } from './disk-laws.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'
import { act, idsOf, signaturesOf, signature, users, type Users } from './users.ts'

/** Longer than files of unfinished saves may stay. */
const TIDY_MS = 11 * 60_000

/** People use one server; later the server is started again, and somebody looks at its disk: what they removed is not there, and there are few files. */
export const randomUsersAndTheDisk: Scenario<SessionStore> = scenario<SessionStore, Users, null>({
  id: 'session-store/random-users-and-the-disk',
  title: 'what people removed is not on the disk, and what they keep takes few files',
  origin: ['what people do'],
  covers: ['I4', 'I20'],
  general: true,
  needs: ['durable-save', 'intents', 'compress', 'delete', 'fence', 'maintenance', 'erasure', 'bounded'],
  input: users,
  faults: [processDeath({ single: true, crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, input) {
    const server = await stage.start('server')
    await act(stage, [server], input, { signed: true })
    await look(server.store, idsOf(input))
    await stage.clock.sleep(TIDY_MS)
    await server.restart()
    await lookAtDisk(server.store, input)
  },
  async recover(stage, input) {
    await stage.clock.sleep(TIDY_MS)
    const { store } = await stage.start('server')
    await look(store, idsOf(input))
    await lookAtDisk(store, input)
    return null
  },
  invariants: [...userLaws(), erased(signature), fewFiles],
})

async function lookAtDisk(store: SessionStore, input: Users): Promise<void> {
  await tolerate(() => store.files())
  await tolerate(() => store.traces(signaturesOf(input)))
}

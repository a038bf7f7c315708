import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  /** Characters of the messages that are appended, one save each. */
  readonly lengths: readonly number[]
}

const ID = 'chat'

/** A chat grows save by save, some of them longer than a page of the file; what was acknowledged is there after any crash, also after one of the recovery. */
export const savesSurvive: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/saves-survive',
  title: 'what a save acknowledged is there after any crash, whole',
  origin: ['hermes-webui #6422', 'hermes-webui #5829', 'daintree #6053', 'doltlite #509', 'bupstash #355', 'opensoul #33'],
  covers: ['I2', 'I3', 'I9', 'I19'],
  needs: ['durable-save'],
  input: fc.record({ lengths: fc.array(fc.constantFrom(3, 20, 6_000), { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
  faults: [processDeath(), powerCut()],
  async workload(stage, { lengths }) {
    const { store } = await stage.start('server')
    await store.create(ID, 'a chat')
    for (const [index, length] of lengths.entries()) await store.append(ID, [{ by: 'user', number: index + 1, text: 'x'.repeat(length) }])
  },
  async recover(stage, _input, { number }) {
    const server = await stage.start('server')
    await look(server.store, [ID])
    if (number > 2) {
      stage.sometimes('a life after a crash crashed in its turn')
      await tolerate(() => server.store.append(ID, [{ by: `life-${number}`, number: 1, text: 'after two crashes' }]))
    }
    await server.restart()
    await look(server.store, [ID])
    return null
  },
  invariants: userLaws(),
  probes: ['a life after a crash crashed in its turn'],
})

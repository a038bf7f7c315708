import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { slow } from '../../harness/faults/delays.ts'
import type { SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  readonly before: number
  readonly late: readonly ('append' | 'save' | 'create' | 'mark')[]
  /** The late ones are in another process. */
  readonly elsewhere: boolean
}

const ID = 'chat'

/** Somebody deletes a session while others are about to save it. Whoever comes late is refused, and nothing brings the session back. */
export const deletedStaysDeleted: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/deleted-stays-deleted',
  title: 'no late save, no new session and no crash brings a deleted session back',
  origin: ['hermes-webui #5504', 'Irrlicht #1993', 'pi-context-vault #27'],
  covers: ['I4', 'I19'],
  needs: ['durable-save', 'delete', 'fence', 'maintenance'],
  input: fc.record(
    { before: fc.integer({ min: 0, max: 2 }), late: fc.array(fc.constantFrom('append' as const, 'save' as const, 'create' as const, 'mark' as const), { minLength: 1, maxLength: 3 }), elsewhere: fc.boolean() },
    { noNullPrototype: true },
  ),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 }), slow()],
  async workload(stage, { before, late, elsewhere }) {
    const { store } = await stage.start('server')
    const other = elsewhere ? (await stage.start('second')).store : store
    await store.create(ID, 'a chat')
    for (let number = 1; number <= before; number++) await store.append(ID, [{ by: 'user', number, text: 'said' }])
    const held = await other.load(ID)
    await Promise.all([
      tolerate(() => store.delete(ID)),
      ...late.map((what, index) => tolerate<unknown>(async () => {
        const message = { by: `late-${index + 1}`, number: 1, text: 'late' }
        if (what === 'append') return other.append(ID, [message])
        if (what === 'save') return other.save({ ...held, messages: [...held.messages, message], context: [...held.context, message] })
        return what === 'mark' ? other.mark(ID, 'late', index) : other.create(ID, 'another chat')
      })),
    ])
    await look(store, [ID])
    await look(other, [ID])
    await tolerate(() => other.create(ID, 'the same again'))
    await look(store, [ID])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: userLaws(),
})

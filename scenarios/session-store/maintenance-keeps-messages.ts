import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import type { Message, SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  /** Messages of each session. */
  readonly messages: readonly number[]
  /** Somebody says something while cleanup is at it. */
  readonly meanwhile: boolean
}

/** A server starts anew and lists its sessions, of which it has read no more than the heads; cleanup then marks each of them, also while somebody writes to it. */
export const maintenanceKeepsMessages: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/maintenance-keeps-messages',
  title: 'cleanup of sessions that were only listed leaves their messages and their place in the list',
  origin: ['hermes-webui #1558', 'hermes-webui #1559', 'hermes-webui #2223', 'hermes-webui #2345', 'hermes-webui #2349', 'hermes-webui #5056'],
  covers: ['I3', 'I15'],
  needs: ['durable-save', 'maintenance'],
  input: fc.record({ messages: fc.array(fc.constantFrom(1, 3, 200), { minLength: 1, maxLength: 2 }), meanwhile: fc.boolean() }, { noNullPrototype: true }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 }), clockJump()],
  async workload(stage, { messages, meanwhile }) {
    const server = await stage.start('server')
    const ids = messages.map((_, index) => `s${index + 1}`)
    for (const [index, id] of ids.entries()) {
      await server.store.create(id, `talk ${index + 1}`)
      await server.store.append(id, said(id, messages[index]!))
      await stage.clock.sleep(1_000)
    }
    await server.restart()
    await server.store.list()
    for (const id of ids) {
      const cleaned = server.store.mark(id, 'cleaned', true)
      await Promise.all([cleaned, ...(meanwhile ? [tolerate(() => server.store.append(id, [{ by: 'meanwhile', number: 1, text: 'hello' }]))] : [])])
    }
    await look(server.store, ids)
  },
  async recover(stage, { messages }) {
    const { store } = await stage.start('server')
    await look(store, messages.map((_, index) => `s${index + 1}`))
    return null
  },
  invariants: userLaws(),
})

function said(id: string, count: number): Message[] {
  return Array.from({ length: count }, (_, index) => ({ by: `user of ${id}`, number: index + 1, text: `message ${index + 1}` }))
}

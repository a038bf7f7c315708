import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat } from './contract.ts'
import { ask, attempt, done, readOften, settledInTheEnd, silence, token } from './converse.ts'
import { listsOf, sightsOf, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { IN_THE_END } from './laws.ts'

const orderStays: ChatInvariant = {
  name: 'I15-reading-is-no-activity',
  states: 'what only reads and settles does not change when a session was last active',
  check({ lives }) {
    const shown = [
      ...listsOf(lives).flatMap(({ entries, call }) => entries.map(({ session, updatedAt }) => ({ session, updatedAt, call }))),
      ...sightsOf(lives).map(({ view, call }) => ({ session: view.session, updatedAt: view.updatedAt, call })),
    ].filter(({ call }) => call.process !== 'first')
    const before = listsOf(lives).findLast(({ call }) => call.process === 'first')?.entries ?? []
    for (const { session, updatedAt, call } of shown) {
      const was = before.find((entry) => entry.session === session)?.updatedAt
      if (was !== undefined && was !== updatedAt) return `session ${session} was last active at ${was}, and ${call.method} of ${call.process} shows ${updatedAt}`
    }
    return undefined
  },
}

/** Old sessions with dead turns are listed and read again and again. The list stays in the order of what people did. */
export const listOrder: Scenario<Chat> = scenario<Chat, number, Observed>({
  id: 'chat-server/list-order',
  title: 'settling does not move a session to the top of the list',
  origin: ['hermes-webui #2345', 'hermes-webui #2349', 'hermes-webui touched by reading (recovery L23)'],
  needs: ['several-processes'],
  covers: ['I15'],
  input: fc.integer({ min: 1, max: 3 }),
  faults: [],
  async workload(stage, finished) {
    const first = await stage.start('first')
    await attempt(first.store.startChat({ session: 'old', turn: 'dead', prompt: 'old', script: [token('a'), silence] }))
    for (let session = 1; session <= finished; session++) await ask(first.store, { session: `new-${session}`, turn: `turn-${session}`, prompt: 'new', script: [token('b'), done()] })
    await first.store.listSessions()
    await first.kill()
    await stage.clock.sleep(31_000)
    const { store } = await stage.start('second')
    for (let time = 0; time < 2; time++) await attempt(store.listSessions())
    await readOften(store, 'old', 2)
    await attempt(store.listSessions())
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['old'], life),
  invariants: [...IN_THE_END, orderStays],
})

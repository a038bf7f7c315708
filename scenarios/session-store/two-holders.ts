import fc, { type Arbitrary } from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import { pause, slow } from '../../harness/faults/delays.ts'
import type { Message, SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

type Move = 'append' | 'load' | 'save' | 'regenerate'

interface Input {
  readonly first: readonly Move[]
  readonly second: readonly Move[]
}

const ID = 'chat'

const moves: Arbitrary<Move[]> = fc.array(fc.constantFrom('append' as const, 'load' as const, 'save' as const, 'regenerate' as const), { minLength: 1, maxLength: 4 })

/**
 * Two processes hold the same session and save it, each from the copy that it loaded last. One of two savers of a revision is refused, however long it was
 * paused between its look and its save, and however many revisions came and went meanwhile.
 */
export const twoHolders: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/two-holders',
  title: 'of two who save the same revision one is refused, and nothing is lost',
  origin: ['hermes-webui #7036', 'hermes-webui #6422', 'hermes-webui #910', 'hermes-webui #2136', 'hermes-webui #6677', 'llxprt-code #3289', 'npm/lockfile #4'],
  covers: ['I2', 'I3', 'I19'],
  needs: ['durable-save', 'intents', 'fence'],
  input: fc.record({ first: moves, second: moves }, { noNullPrototype: true }),
  faults: [pause(), slow(), processDeath({ single: true, crashes: 1 })],
  async workload(stage, { first, second }) {
    const processes = [(await stage.start('server')).store, (await stage.start('second')).store] as const
    await processes[0].create(ID, 'a chat')
    await processes[0].append(ID, [{ by: 'owner', number: 1, text: 'first' }])
    await Promise.all([hold(processes[0], 'one', first), hold(processes[1], 'two', second)])
    for (const store of processes) await look(store, [ID])
    await processes[0].append(ID, [{ by: 'owner', number: 2, text: 'last' }]).catch(() => undefined)
    for (const store of processes) await look(store, [ID])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: userLaws(),
})

async function hold(store: SessionStore, by: string, list: readonly Move[]): Promise<void> {
  let number = 0
  const message = (): Message => ({ by, number: ++number, text: 'said' })
  let held = await tolerate(() => store.load(ID))
  for (const move of list) {
    if (move === 'append') await tolerate(() => store.append(ID, [message()]))
    else if (move === 'load' || held === undefined) held = await tolerate(() => store.load(ID))
    else if (move === 'save') {
      const { messages, context, ...rest } = held
      const added = message()
      held = await tolerate(() => store.save({ ...rest, messages: [...messages, added], context: [...context, added] }))
    } else {
      const { messages, revision } = held
      held = await tolerate(() => store.truncate(ID, Math.max(0, messages.length - 1), revision))
    }
  }
}

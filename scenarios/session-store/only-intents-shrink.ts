import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Message, SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  readonly messages: number
  readonly tries: readonly ('save fewer' | 'save none' | 'create again' | 'keep less than none' | 'undo too much' | 'undo none' | 'compress')[]
}

const ID = 'chat'

/** Clients with mistakes of their own: none of this may cost a message. */
export const onlyIntentsShrink: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/only-intents-shrink',
  title: 'nothing but an intent makes a history shorter',
  origin: ['hermes-webui #1558', 'hermes-webui #1217', 'hermes-webui #1248', 'hermes-webui #3472', 'hermes-webui #4205'],
  covers: ['I3', 'I19'],
  needs: ['durable-save', 'intents', 'compress', 'fence'],
  input: fc.record(
    {
      messages: fc.integer({ min: 1, max: 4 }),
      tries: fc.uniqueArray(fc.constantFrom('save fewer' as const, 'save none' as const, 'create again' as const, 'keep less than none' as const, 'undo too much' as const, 'undo none' as const, 'compress' as const), { minLength: 1, maxLength: 7 }),
    },
    { noNullPrototype: true },
  ),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { messages, tries }) {
    const { store } = await stage.start('server')
    await store.create(ID, 'a chat')
    await store.append(ID, Array.from({ length: messages }, (_, index): Message => ({ by: 'user', number: index + 1, text: 'said' })))
    for (const what of tries) {
      const session = await store.load(ID)
      await tolerate<unknown>(() => {
        switch (what) {
          case 'save fewer':
            return store.save({ ...session, messages: session.messages.slice(1), context: session.context.slice(1) })
          case 'save none':
            return store.save({ ...session, messages: [], context: [] })
          case 'create again':
            return store.create(ID, 'another chat')
          case 'keep less than none':
            return store.truncate(ID, -1, null)
          case 'undo too much':
            return store.undo(ID, messages + 1)
          case 'undo none':
            return store.undo(ID, 0)
          case 'compress':
            return store.compress(ID, [{ by: 'summary', number: 0, text: 'a summary' }])
        }
      })
    }
    await look(store, [ID])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: [
    ...userLaws(),
    {
      name: 'mistakes-are-refused',
      states: 'what is asked for by mistake is refused, not guessed at',
      check({ lives }) {
        const guessed = lives.flatMap(({ history }) => history).find(({ method, outcome, arguments: [, number] }) => outcome === 'acknowledged' && ((method === 'truncate' && number === -1) || (method === 'undo' && number === 0)))
        return guessed === undefined ? undefined : `${guessed.method}(${guessed.arguments.slice(1).join(', ')}) was taken for something else`
      },
    },
  ],
})

import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { ask, attempt, done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import { callsOf, isBefore, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly readsBefore: number
  readonly goesOn: boolean
}

const SECRET = 'the secret words'

const nothingIsLeft: ChatInvariant = {
  name: 'I4-nothing-is-left',
  states: 'what was cleared is in no file any more',
  check({ lives }) {
    const clear = callsOf(lives, 'clear').find(({ outcome }) => outcome === 'acknowledged')
    if (clear === undefined) return undefined
    const found = callsOf(lives, 'traces').find((call) => call.outcome === 'acknowledged' && isBefore(clear, call) && (call.result as readonly string[]).length > 0)
    return found === undefined ? undefined : `the session was cleared, and what it said is still in ${(found.result as readonly string[])[0]}`
  },
}

/** Somebody clears a session while an interrupted answer is still to come. It does not come. */
export const clearIsFinal: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/clear-is-final',
  title: 'what was cleared does not come back out of a journal',
  origin: ['hermes-webui #3802', 'hermes-webui #5532', 'hermes-webui #5570', 'hermes-webui journal deleted under a marker (recovery L21)'],
  needs: ['several-processes', 'late-journals', 'clear', 'erasure'],
  covers: ['I2', 'I4'],
  input: record<Input>({ readsBefore: fc.integer({ min: 0, max: 2 }), goesOn: fc.boolean() }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { readsBefore, goesOn }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'tell me', script: [token(SECRET), silence] }, 1)
    const { store } = await stage.start('second')
    await readOften(store, 's', readsBefore)
    await attempt(store.clear('s'))
    await readOften(store, 's', 1)
    if (goesOn) await ask(store, { session: 's', turn: 'turn-2', prompt: 'new', script: [token('new'), done()] })
    stage.heal()
    await readOften(store, 's', 2)
  },
  async recover(stage, _, life) {
    const observed = await settledInTheEnd(stage, ['s'], life)
    await attempt((await stage.start('reader')).store.traces(SECRET))
    return observed
  },
  invariants: [...IN_THE_END, nothingIsLeft],
})

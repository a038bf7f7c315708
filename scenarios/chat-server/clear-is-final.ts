import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { ask, attempt, done, killWhileAnswering, readAll, readOften, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { ALWAYS } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly readsBefore: number
  readonly goesOn: boolean
}

/** Somebody clears a session while an interrupted answer is still to come. It does not come. */
export const clearIsFinal: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/clear-is-final',
  title: 'what was cleared does not come back out of a journal',
  origin: ['hermes-webui #3802', 'hermes-webui #5532', 'hermes-webui #5570', 'hermes-webui journal deleted under a marker (recovery L21)'],
  needs: ['several-processes', 'late-journals', 'clear'],
  covers: ['I2', 'I4'],
  input: record<Input>({ readsBefore: fc.integer({ min: 0, max: 2 }), goesOn: fc.boolean() }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { readsBefore, goesOn }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'secret', script: [token('secret'), silence] }, 1)
    const { store } = await stage.start('second')
    await readOften(store, 's', readsBefore)
    await attempt(store.clear('s'))
    await readOften(store, 's', 1)
    if (goesOn) await ask(store, { session: 's', turn: 'turn-2', prompt: 'new', script: [token('new'), done()] })
    stage.heal()
    await readOften(store, 's', 2)
  },
  recover: (stage) => readAll(stage, ['s']),
  invariants: ALWAYS,
})

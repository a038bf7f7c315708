import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { ask, done, killWhileAnswering, readOften, readTwice, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { allSeenWhenHealed } from './invariants.ts'
import { ALWAYS } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly interrupted: number
  readonly ends: boolean
}

/** The chat goes on while an interrupted answer, or two, are still to come. They come all the same, each in its place. */
export const continueAfterMarker: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/continue-after-marker',
  title: 'going on with a chat freezes no answer that is still to come',
  origin: ['hermes-webui #2615', 'hermes-webui continued after a marker (recovery L7)', 'hermes-webui #2354'],
  needs: ['several-processes', 'late-journals'],
  covers: ['I1', 'I2', 'I8', 'I14'],
  input: record<Input>({ interrupted: fc.integer({ min: 1, max: 2 }), ends: fc.boolean() }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { interrupted, ends }) {
    for (let turn = 1; turn <= interrupted; turn++) {
      await killWhileAnswering(stage, { session: 's', turn: `turn-${turn}`, prompt: 'old', script: [token(`answer ${turn}`), ends ? done() : silence] }, ends ? 2 : 1)
    }
    const { store } = await stage.start('second')
    await readOften(store, 's', 1)
    await ask(store, { session: 's', turn: 'next', prompt: 'new', script: [token('new answer'), done()] })
    const before = await store.readSession('s')
    if (before?.messages.some(({ note }) => note === 'pending') === true) stage.sometimes('the chat went on behind a marker')
    stage.heal()
    await readOften(store, 's', 2)
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    return readTwice(store, ['s'])
  },
  invariants: [...ALWAYS, allSeenWhenHealed],
  probes: ['the chat went on behind a marker'],
})

import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { ask, done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { allSeenWhenHealed } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly interrupted: number
  readonly ends: boolean
}

/** Answered well. The fault begins anywhere: so it mostly begins before what is to come late, and behind the folder of the journals, without which no other process can begin one. */
const EARLIER_TURNS = 3

/** The chat goes on while an interrupted answer, or two, are still to come. They come all the same, each in its place. */
export const continueAfterMarker: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/continue-after-marker',
  title: 'going on with a chat freezes no answer that is still to come',
  origin: ['hermes-webui #2615', 'hermes-webui continued after a marker (recovery L7)', 'hermes-webui #2354', 'hermes-webui one marker at a time (recovery D.4)'],
  needs: ['several-processes', 'late-journals'],
  covers: ['I1', 'I2', 'I8', 'I14'],
  input: record<Input>({ interrupted: fc.constantFrom(2, 2, 1), ends: fc.boolean() }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['other', 'second'], delayMsMax: 1e9 })],
  async workload(stage, { interrupted, ends }) {
    const before = await stage.start('before')
    for (let turn = 1; turn <= EARLIER_TURNS; turn++) await ask(before.store, { session: 's', turn: `earlier-${turn}`, prompt: 'old', script: [token('a'), done()] })
    // Who is asked second does not see either what the first one had said: both answers are still to come.
    for (const [index, process] of ['first', 'other'].slice(0, interrupted).entries()) {
      await killWhileAnswering(stage, { session: 's', turn: `turn-${index + 1}`, prompt: 'old', script: [token(`answer ${index + 1}`), ends ? done() : silence] }, ends ? 2 : 1, null, process)
    }
    const { store } = await stage.start('second')
    await readOften(store, 's', 1)
    await ask(store, { session: 's', turn: 'next', prompt: 'new', script: [token('new answer'), done()] })
    const seen = await store.readSession('s')
    const markers = seen?.messages.filter(({ note }) => note === 'pending').length ?? 0
    if (markers > 0) stage.sometimes('the chat went on behind a marker')
    if (markers > 1) stage.sometimes('the chat went on behind two markers')
    stage.heal()
    await readOften(store, 's', 2)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, allSeenWhenHealed],
  probes: ['the chat went on behind a marker', 'the chat went on behind two markers'],
})

import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { allSeenWhenHealed } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly text: string
  readonly ends: boolean
  readonly reads: number
}

const GIVE_UP_MS = 24 * 60 * 60_000

/** An answer is looked for in vain, and then by nobody for more than a day. Meanwhile its journal came: who looks next finds it, old as it is. */
export const lastLook: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/last-look',
  title: 'an answer that is there is found, however late somebody looks',
  origin: ['hermes-webui demoted without looking (recovery R8, L9)', 'hermes-webui #2615'],
  needs: ['several-processes', 'late-journals', 'give-up'],
  covers: ['I1', 'I8'],
  input: record<Input>({ text: fc.constantFrom('OK', '你好'), ends: fc.boolean(), reads: fc.integer({ min: 1, max: 3 }) }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { text, ends, reads }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script: [token(text), ends ? done() : silence] }, ends ? 2 : 1)
    const { store } = await stage.start('second')
    await readOften(store, 's', reads)
    const before = await store.readSession('s')
    if (before?.messages.some(({ note }) => note === 'pending') === true) stage.sometimes('it was looked for in vain')
    await stage.clock.sleep(GIVE_UP_MS * 1.5)
    stage.heal()
    await readOften(store, 's', 2)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, allSeenWhenHealed],
  probes: ['it was looked for in vain'],
})

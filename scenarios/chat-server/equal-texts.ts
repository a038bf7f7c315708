import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { ask, done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { noFalseInterruption } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly prompts: readonly [string, string]
  readonly answers: readonly [string, string]
  readonly ends: boolean
}

/** People ask the same twice, and are given the same answer, or a part of an older one. The second turn is interrupted. Text is no identity. */
export const equalTexts: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/equal-texts',
  title: 'a turn whose words were said before is a turn of its own',
  origin: ['hermes-webui recovery R2, R3 and R4', 'hermes-webui #2439', 'hermes-webui #2151'],
  needs: ['several-processes', 'late-journals'],
  covers: ['I1', 'I2', 'I9'],
  input: record<Input>({
    prompts: fc.tuple(fc.constantFrom('continue', 'OK'), fc.constantFrom('continue', 'OK')),
    answers: fc.tuple(fc.constantFrom('OK', 'All tests pass.'), fc.constantFrom('OK', 'All tests pass.')),
    ends: fc.boolean(),
  }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 50_000 })],
  async workload(stage, { prompts, answers, ends }) {
    const before = await stage.start('before')
    await ask(before.store, { session: 's', turn: 'turn-1', prompt: prompts[0], script: [token(answers[0]), done()] })
    await killWhileAnswering(stage, { session: 's', turn: 'turn-2', prompt: prompts[1], script: [token(answers[1]), ends ? done() : silence] }, ends ? 2 : 1)
    const { store } = await stage.start('second')
    await readOften(store, 's', 2)
    await stage.clock.sleep(60_000)
    await readOften(store, 's', 2)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END.concat(noFalseInterruption),
})

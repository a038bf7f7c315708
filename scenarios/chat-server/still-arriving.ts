import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { attempt, done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { allSeenWhenHealed } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly texts: readonly string[]
  readonly ends: boolean
  readonly everyMs: number
}

/** The journal of a dead run comes bit by bit: first its name, then a prefix, then more. What is shown follows it, and is neither frozen nor shown twice. */
export const stillArriving: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/still-arriving',
  title: 'an answer whose journal is still arriving grows with it',
  origin: ['hermes-webui #2615', 'hermes-webui prefix promoted (recovery R1)', 'hermes-webui #3875'],
  needs: ['several-processes', 'late-journals'],
  covers: ['I1', 'I8', 'I9', 'I20'],
  input: record<Input>({
    texts: fc.array(fc.constantFrom('part one ', 'part two ', '你好'), { minLength: 2, maxLength: 4 }),
    ends: fc.boolean(),
    everyMs: fc.constantFrom(2_000, 20_000, 60_000),
  }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1_000_000 })],
  async workload(stage, { texts, ends, everyMs }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script: [...texts.map((text) => token(text, 1_000)), ends ? done() : silence] }, texts.length + (ends ? 1 : 0))
    const { store } = await stage.start('second')
    let parts = 0
    for (let time = 0, last = ''; time < 8; time++) {
      const content = (await attempt(store.readSession('s')))?.messages[1]?.content ?? ''
      if (content !== last && content !== '') parts++
      last = content
      await stage.clock.sleep(everyMs)
    }
    if (parts > 1) stage.sometimes('it came in parts')
    stage.heal()
    await readOften(store, 's', 2)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, allSeenWhenHealed],
  probes: ['it came in parts'],
})

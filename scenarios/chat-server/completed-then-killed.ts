import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat } from './contract.ts'
import { killWhileAnswering, readOften, settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { noFalseInterruption } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { prompts, scriptOf, type Prompt } from './scripts.ts'

/** The process dies when the end of an answer was shown, before or after its result was stored. */
export const completedThenKilled: Scenario<Chat> = scenario<Chat, Prompt, Observed>({
  id: 'chat-server/completed-then-killed',
  title: 'an answer whose end was shown is complete, also where its result was not stored',
  origin: ['hermes-webui 3469a2f89', 'hermes-webui #1624', 'hermes-webui #6527'],
  needs: ['several-processes'],
  covers: ['I1', 'I7', 'I13'],
  input: prompts(3),
  faults: [],
  async workload(stage, prompt) {
    const script = scriptOf(prompt)
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: prompt.prompt, script }, script.length)
    const { store } = await stage.start('second')
    await readOften(store, 's', 2)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, noFalseInterruption],
})

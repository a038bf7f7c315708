import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat } from './contract.ts'
import { killWhileAnswering, readOften, settledInTheEnd, silence } from './converse.ts'
import type { Observed } from './evidence.ts'
import { bootSettles, readerIsTold } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'
import { prompts, type Prompt } from './scripts.ts'

/** One process dies while it answers, the computer goes on, and another process of the same boot finds what it left. */
export const killedWhileStreaming: Scenario<Chat> = scenario<Chat, Prompt, Observed>({
  id: 'chat-server/killed-while-streaming',
  title: 'what a killed process had shown is read by another one, once',
  origin: ['hermes-webui #2427', 'hermes-webui #1353', 'hermes-webui #2592'],
  needs: ['several-processes'],
  covers: ['I1', 'I2', 'I8', 'I9', 'I14'],
  input: prompts(4, 1),
  faults: [],
  async workload(stage, { prompt, says }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt, script: [...says, silence] }, says.length)
    const { store } = await stage.start('second')
    await store.boot()
    await readOften(store, 's', 3)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, bootSettles, readerIsTold],
})

import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Chat, ChatOptions } from './contract.ts'
import { ask, settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { noFalseInterruption } from './invariants.ts'
import { maintenanceIsNoActivity } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'
import { prompts, scriptOf, type Prompt } from './scripts.ts'

const OPTIONS: ChatOptions = { sync: { everyRecords: 1 } }

/** One or two turns of a chat whose journal syncs every record; whatever happens then, what was accepted and what was shown is there. */
export const streamedSurvives: Scenario<Chat> = scenario<Chat, Prompt[], Observed>({
  id: 'chat-server/streamed-survives',
  title: 'what was shown of an answer is there after any crash',
  origin: ['hermes-webui #1353', 'hermes-webui #2427', 'hermes-webui #2283', 'hermes-webui #2354'],
  needs: ['durable-prompt', 'durable-events'],
  covers: ['I1', 'I2', 'I3', 'I7', 'I9', 'I10', 'I13', 'I14', 'I15'],
  input: fc.array(prompts(2), { minLength: 1, maxLength: 2 }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, turns) {
    const { store } = await stage.start('server', OPTIONS)
    for (const [index, turn] of turns.entries()) await ask(store, { session: 's', turn: `turn-${index + 1}`, prompt: turn.prompt, script: scriptOf(turn) })
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life, { options: OPTIONS }),
  invariants: [...IN_THE_END, noFalseInterruption, maintenanceIsNoActivity],
})

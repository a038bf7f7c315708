import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Chat, ChatOptions } from './contract.ts'
import { attempt, done, followFor, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { allSettles, contextIsView, noFalseInterruption, nothingWiped, promptSurvives, readsAgree, shownTextStays } from './invariants.ts'
import { maintenanceIsNoActivity, streamsEnd } from './invariants-more.ts'
import { record } from './scripts.ts'

const OPTIONS: ChatOptions = { sync: { everyRecords: 1 } }

interface Input {
  readonly text: string
  readonly ends: boolean
}

/** The computer crashes while an answer streams, and again while what it left is settled: settling again gives the same. */
export const crashWhileSettling: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/crash-while-settling',
  title: 'settling may crash at any step and be done again',
  origin: ['hermes-webui #2439', 'hermes-webui #1760', 'hermes-webui #1856'],
  needs: ['durable-prompt', 'durable-events'],
  covers: ['I1', 'I2', 'I9', 'I14', 'I15'],
  input: record<Input>({ text: fc.constantFrom('OK', '你好'), ends: fc.boolean() }),
  faults: [processDeath({ crashes: 2 }), powerCut({ crashes: 2 })],
  async workload(stage, { text, ends }) {
    const { store } = await stage.start('server', OPTIONS)
    const started = await attempt(store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [token(text), ends ? done() : silence] }))
    if (started?.run !== undefined) await followFor(store, 's', started.run, 2)
  },
  async recover(stage, _, life) {
    if (life.number > 2) stage.sometimes('a life that settled crashed in its turn')
    return settledInTheEnd(stage, ['s'], life, { options: OPTIONS })
  },
  invariants: [promptSurvives, shownTextStays, nothingWiped, readsAgree, contextIsView, noFalseInterruption, maintenanceIsNoActivity, allSettles, streamsEnd],
  probes: ['a life that settled crashed in its turn'],
})

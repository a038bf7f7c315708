import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import type { Chat, StartChat } from './contract.ts'
import { attempt, settledInTheEnd, silence } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly prompt: string
  /** How often the client sends it, as it does when no answer came. */
  readonly times: number
}

/** A prompt is accepted, perhaps sent again, and the power is cut before the agent has said a word. */
export const acceptedPromptSurvives: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/accepted-prompt-survives',
  title: 'an accepted prompt is there after a power cut, once, however often it was sent',
  origin: ['hermes-webui #2042', 'hermes-webui #4205', 'hermes-webui #6422'],
  needs: ['durable-prompt'],
  covers: ['I2', 'I19'],
  input: record<Input>({ prompt: fc.constantFrom('continue', '你好'), times: fc.integer({ min: 1, max: 3 }) }),
  faults: [powerCut({ crashes: 1 })],
  async workload(stage, { prompt, times }) {
    const { store } = await stage.start('server')
    const request: StartChat = { session: 's', turn: 'turn-1', prompt, script: [silence] }
    for (let time = 2; time <= times; time++) stage.client(`again-${time}`, async () => void (await attempt(store.startChat(request))))
    await attempt(store.startChat(request))
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
})

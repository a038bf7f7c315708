import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { Chat, StartChat } from './contract.ts'
import { attempt, done, followToEnd, GRACE_MS, readOften, settledInTheEnd, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly prompt: string
  readonly afterwards: number
}

/** A client sends its prompt until somebody accepts it, because processes die before they answer; and once more when the answer is there, from a tab that was left open. */
export const sentAgain: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/sent-again',
  title: 'a prompt that is sent again is answered once',
  origin: ['hermes-webui #2042'],
  covers: ['I2', 'I9', 'I19'],
  input: record<Input>({ prompt: fc.constantFrom('continue', '你好'), afterwards: fc.integer({ min: 1, max: 2 }) }),
  faults: [processDeath({ single: true, crashes: 1 })],
  async workload(stage, { prompt, afterwards }) {
    const server = await stage.start('server')
    const request: StartChat = { session: 's', turn: 'turn-1', prompt, script: [token('a'), done(10)] }
    for (let time = 0; time < 3; time++) {
      const started = await attempt(server.store.startChat(request))
      if (started?.run !== undefined) await followToEnd(server.store, 's', started.run)
      if (started !== undefined) break
      await stage.clock.sleep(GRACE_MS)
      await attempt(server.restart())
    }
    for (let time = 0; time < afterwards; time++) {
      if ((await attempt(server.store.startChat(request)))?.again === true) stage.sometimes('it had been answered')
      await readOften(server.store, 's', 1)
    }
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
  probes: ['it had been answered'],
})

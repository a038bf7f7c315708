import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat, ScriptStep } from './contract.ts'
import { ask, attempt, done, followToEnd, readOften, settledInTheEnd, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { noFalseInterruption } from './invariants.ts'
import { stopFrees } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly texts: readonly string[]
  readonly end: 'done' | 'apperror' | 'none'
  /** Milliseconds after which somebody stops the answer; null: nobody does. */
  readonly stopMs: number | null
  readonly deaf: boolean
}

const STUCK_MS = 10_000_000

/** An answer is stopped, fails, ends without an end, or is given by an agent that does not notice that it was stopped. Then the chat goes on. */
export const everyEnd: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/every-end',
  title: 'however an answer ends, the prompt and what was said stay, and the chat goes on',
  origin: ['hermes-webui #1298', 'hermes-webui #1361', 'hermes-webui #2151', 'hermes-webui #1760', 'hermes-webui #6623', 'hermes-webui #7096'],
  covers: ['I1', 'I2', 'I5', 'I11', 'I13', 'I20'],
  input: record<Input>({
    texts: fc.array(fc.constantFrom('I', ' said', '你好'), { maxLength: 3 }),
    end: fc.constantFrom('done', 'apperror', 'none'),
    stopMs: fc.constantFrom(null, 1, 70, 130, 400),
    deaf: fc.boolean(),
  }),
  faults: [],
  async workload(stage, { texts, end, stopMs, deaf }) {
    const { store } = await stage.start('server')
    await ask(store, { session: 's', turn: 'turn-0', prompt: 'I', script: [token('I said'), done()] })
    const last: ScriptStep[] = end === 'done' ? [done(60)] : end === 'apperror' ? [{ event: { event: 'apperror', payload: { message: 'no credit' } }, afterMs: 60 }] : []
    const stuck: ScriptStep[] = deaf && stopMs !== null ? [{ ...done(STUCK_MS), deaf: true }] : last
    const started = await attempt(store.startChat({ session: 's', turn: 'turn-1', prompt: 'go on', script: [...texts.map((text) => token(text, 50)), ...stuck] }))
    if (started?.run === undefined) return
    const { run } = started
    if (stopMs !== null) {
      stage.client('stopper', async () => {
        await stage.clock.sleep(stopMs)
        if ((await attempt(store.cancel('s'))) === null) {
          stage.sometimes('an answer was stopped')
          await followToEnd(store, 's', run)
          await readOften(store, 's', 1)
          await ask(store, { session: 's', turn: 'turn-2', prompt: 'and now', script: [token('now'), done()] })
        }
      })
    }
    await followToEnd(store, 's', run)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, noFalseInterruption, stopFrees],
  probes: ['an answer was stopped'],
})

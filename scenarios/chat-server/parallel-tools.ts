import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat, Say, ScriptStep } from './contract.ts'
import { ask, done, killWhileAnswering, readOften, settledInTheEnd, silence } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  /** The calls in the order in which they end. */
  readonly ends: readonly number[]
  readonly texts: readonly string[]
  readonly killed: boolean
}

const CALLS = [0, 1, 2]
const begins = (call: number): Say => ({ event: 'tool', payload: { name: 'read_file', tid: `call-${call}` } })
const ended = (call: number): Say => ({ event: 'tool_complete', payload: { name: 'read_file', tid: `call-${call}`, preview: `file ${call}` } })

/** Calls of one tool run side by side and end in any order; then the answer ends, or its process is killed. */
export const parallelTools: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/parallel-tools',
  title: 'each call of a tool keeps its own result',
  origin: ['hermes-webui parallel tools paired by name (recovery L12)', 'hermes-webui #3875'],
  needs: ['several-processes', 'tools'],
  covers: ['I1', 'I9', 'I20'],
  input: record<Input>({ ends: fc.shuffledSubarray(CALLS, { minLength: 1 }), texts: fc.array(fc.constant('a'), { maxLength: 1 }), killed: fc.boolean() }),
  faults: [],
  async workload(stage, { ends, texts, killed }) {
    const events: Say[] = [...CALLS.map(begins), ...ends.map(ended), ...texts.map((text): Say => ({ event: 'token', payload: { text } }))]
    const script = events.map((event): ScriptStep => ({ event }))
    if (killed) await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'look', script: [...script, silence] }, script.length)
    const { store } = await stage.start('second')
    if (!killed) await ask(store, { session: 's', turn: 'turn-1', prompt: 'look', script: [...script, done()] })
    await readOften(store, 's', 4)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
})

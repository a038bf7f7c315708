import fc, { type Arbitrary } from 'fast-check'
import type { Say, ScriptStep } from './contract.ts'

/** Few and short, so that answers equal each other, contain each other, and are more than ASCII. */
const TEXTS = ['OK', 'All tests pass.', ' and', ' more', '你好', '\u2028', '🙂']
const PROMPTS = ['continue', 'fix it', 'OK']
const DELAYS_MS = [0, 0, 0, 3, 40, 400]

function record<T extends object>(members: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> {
  return fc.record<T>(members, { noNullPrototype: true })
}

const text = (event: 'token' | 'reasoning'): Arbitrary<Say> => record<Extract<Say, { event: 'token' | 'reasoning' }>>({ event: fc.constant(event), payload: record({ text: fc.constantFrom(...TEXTS) }) })
const metering: Arbitrary<Say> = record<Extract<Say, { event: 'metering' }>>({ event: fc.constant('metering'), payload: record({ tokens: fc.integer({ min: 0, max: 9 }) }) })

const said: Arbitrary<Say> = fc.oneof({ weight: 6, arbitrary: text('token') }, { weight: 1, arbitrary: text('reasoning') }, { weight: 1, arbitrary: metering })

const ending: Arbitrary<Say> = fc.oneof(
  { weight: 5, arbitrary: record<Extract<Say, { event: 'done' }>>({ event: fc.constant('done'), payload: record<{}>({}) }) },
  { weight: 1, arbitrary: record<Extract<Say, { event: 'apperror' }>>({ event: fc.constant('apperror'), payload: record({ message: fc.constantFrom('no credit', 'overloaded') }) }) },
)

function step(event: Arbitrary<Say>, delaysMs = DELAYS_MS): Arbitrary<ScriptStep> {
  return record<Required<Omit<ScriptStep, 'deaf'>>>({ event, afterMs: fc.constantFrom(...delaysMs) })
}

export interface Prompt {
  readonly prompt: string
  readonly says: readonly ScriptStep[]
  readonly end: ScriptStep
  /** Two calls of one tool come first, side by side, and end in the other order. Default: false. */
  readonly tools?: boolean
}

/** Up to so many events of an answer. */
export function steps(most: number, least = 0): Arbitrary<ScriptStep[]> {
  return fc.array(step(said), { minLength: least, maxLength: most })
}

/** A prompt and what its agent says: up to so many events, and an end. */
export function prompts(most: number, least = 0): Arbitrary<Prompt> {
  return record<Prompt>({ prompt: fc.constantFrom(...PROMPTS), says: steps(most, least), end: step(ending) })
}

/** A model thinks for a while, then its words come fast; now and then it thinks again, or waits for a tool. */
const LIVE_DELAYS_MS = [0, 3, 40, 40, 400, 3_000]

/** What people ask and are answered: the same few words again and again, or some sentences. */
export const livePrompts: Arbitrary<Prompt> = record<Prompt>({
  prompt: fc.constantFrom(...PROMPTS),
  says: fc.oneof(
    { weight: 2, arbitrary: fc.array(step(record<Extract<Say, { event: 'token' | 'reasoning' }>>({ event: fc.constant<'token'>('token'), payload: record({ text: fc.constantFrom('OK', 'All tests pass.') }) }), LIVE_DELAYS_MS), { minLength: 1, maxLength: 1 }) },
    { weight: 3, arbitrary: fc.array(step(said, LIVE_DELAYS_MS), { minLength: 1, maxLength: 6 }) },
  ),
  end: step(ending, LIVE_DELAYS_MS),
  tools: fc.boolean(),
})

const TOOLS: readonly ScriptStep[] = [
  { event: { event: 'tool', payload: { name: 'read_file', tid: 'call-1' } } },
  { event: { event: 'tool', payload: { name: 'read_file', tid: 'call-2' } } },
  { event: { event: 'tool_complete', payload: { name: 'read_file', tid: 'call-2', preview: 'file 2' } }, afterMs: 400 },
  { event: { event: 'tool_complete', payload: { name: 'read_file', tid: 'call-1', preview: 'file 1' } }, afterMs: 400 },
]

export function scriptOf({ says, end, tools = false }: Prompt): ScriptStep[] {
  return [...(tools ? TOOLS : []), ...says, end]
}

export { record }

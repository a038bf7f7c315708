import type { Implementation } from '../check/implementation.ts'
import type { Fit, Plan } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import type { Finding, Verdict } from '../check/verdict.ts'
import { installGuard } from '../world/guard.ts'
import { runPlan } from './run-plan.ts'
import { decisiveOf, storyOf } from './story.ts'

export interface Replayed {
  readonly verdict: Verdict
  readonly invariant?: string
  readonly states?: string
  readonly sentence?: string
  readonly fit: Fit
  readonly hash: string
  readonly runs: 1
  readonly story: readonly string[]
  readonly decisive: Finding['decisive']
}

/** Runs a plan exactly once and says what it shows on this implementation. */
export async function replay(plan: Plan, scenario: Scenario, implementation: Implementation): Promise<Replayed> {
  const removeGuard = installGuard()
  const stackFrames = Error.stackTraceLimit
  Error.stackTraceLimit = Math.max(stackFrames, 20)
  try {
    const { violation, fit, hash, crashed, last } = await runPlan(plan, scenario, implementation, { stacks: true })
    return {
      verdict: violation?.verdict ?? 'held',
      ...(violation === undefined ? {} : { invariant: violation.invariant, states: violation.states, sentence: violation.sentence }),
      fit,
      hash,
      runs: 1,
      story: violation === undefined ? [] : storyOf(crashed, last, violation),
      decisive: decisiveOf(crashed),
    }
  } finally {
    Error.stackTraceLimit = stackFrames
    removeGuard()
  }
}

import type { Implementation } from '../check/implementation.ts'
import type { Fit, Plan } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import type { Finding, Verdict } from '../check/verdict.ts'
import { installGuard } from '../world/guard.ts'
import { fitLoosely } from './fit-loosely.ts'
import { runPlan, type PlanRun } from './run-plan.ts'
import { decisiveOf, faultsAt, storyOf, thrownAt } from './story.ts'

export interface Replayed {
  readonly verdict: Verdict
  readonly invariant?: string
  readonly states?: string
  readonly sentence?: string
  readonly fit: Fit
  readonly hash: string
  readonly runs: 1 | 2
  readonly story: readonly string[]
  readonly decisive: Finding['decisive']
}

/**
 * Runs a plan and says what it shows on this implementation: in exactly one run where its labels fit, in a second one where they fit loosely.
 */
export async function replay(plan: Plan, scenario: Scenario, implementation: Implementation): Promise<Replayed> {
  const removeGuard = installGuard()
  const stackFrames = Error.stackTraceLimit
  Error.stackTraceLimit = Math.max(stackFrames, 20)
  try {
    const { run, runs } = await runAsItFits(plan, scenario, implementation)
    const { violation, fit, hash, crashed, last } = run
    return {
      verdict: violation?.verdict ?? 'held',
      ...(violation === undefined ? {} : { invariant: violation.invariant, states: violation.states, sentence: violation.sentence }),
      fit,
      hash,
      runs,
      story: violation === undefined ? [] : storyOf(crashed, last, violation),
      decisive: violation === undefined ? [] : [...decisiveOf(crashed), ...faultsAt(plan, run), ...thrownAt(last)],
    }
  } finally {
    Error.stackTraceLimit = stackFrames
    removeGuard()
  }
}

async function runAsItFits(plan: Plan, scenario: Scenario, implementation: Implementation): Promise<{ readonly run: PlanRun; readonly runs: 1 | 2 }> {
  const run = await runPlan(plan, scenario, implementation, { stacks: true })
  if (run.fit === 'exact' || 'loose' in run.fit) return { run, runs: 1 }
  const lives = [...run.crashed.map(({ record }) => record), run.last]
  const fitted = fitLoosely(plan, lives.map(({ steps }) => steps.map(({ operation }) => operation.label)))
  if (fitted.loose.length === 0) return { run, runs: 1 }
  const again = await runPlan(fitted.plan, scenario, implementation, { stacks: true })
  return { run: again.fit === 'exact' ? { ...again, fit: { loose: fitted.loose } } : again, runs: 2 }
}

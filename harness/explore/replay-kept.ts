import type { Implementation } from '../check/implementation.ts'
import type { Label, Life, Plan } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import type { Finding, Verdict } from '../check/verdict.ts'
import { installGuard } from '../world/guard.ts'
import { findingOf } from './finding.ts'
import { fitLoosely } from './fit-loosely.ts'
import type { Violation } from './judge.ts'
import { minimise } from './minimise.ts'
import { planned } from './planned.ts'
import { runPlan, type PlanRun } from './run-plan.ts'
import { Search, type SearchSubject } from './search.ts'
import { sweep } from './sweep.ts'

/** What a kept plan shows on code that it was not recorded on. */
export interface KeptReplay {
  readonly verdict: Extract<Verdict, 'held' | 'violated' | 'stuck' | 'failed' | 'not applicable' | 'incomplete'>
  /** `exactly`: every label fits, so it was run as it stands. `neighbourhood`: what fits of it, stopped at every moment. */
  readonly how: 'exactly' | 'neighbourhood'
  /** Labels of the plan, and how many of them this code has as they stand; others may be matched loosely, by task, operation and count. */
  readonly labels: { readonly fit: number; readonly of: number }
  readonly reason?: string
  readonly finding?: Finding
}

export interface KeptOptions {
  /** Of the repro: for reports. */
  readonly name: string
  readonly cancelled: () => boolean
}

/**
 * Replays a plan on another implementation than the one that it was found on. Where the code has every label of it, the plan is run exactly. Else what
 * fits of it is kept (input, holds, faults), and the run is stopped at every moment with every image, as in a search: a repro must not go green because a
 * function was renamed.
 */
export async function replayKept(plan: Plan, scenario: Scenario, implementation: Implementation, options: KeptOptions): Promise<KeptReplay> {
  const lacking = (scenario.needs ?? []).filter((need) => !implementation.capabilities.includes(need))
  if (lacking.length > 0) {
    return { verdict: 'not applicable', how: 'exactly', labels: { fit: 0, of: 0 }, reason: `${implementation.name} does not state the capability ${lacking.join(', ')}` }
  }
  const removeGuard = installGuard()
  const stackFrames = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    const subject: SearchSubject = { scenario, implementation, input: plan.input, randomSeed: plan.randomSeed, disks: [plan.disk] }
    const run = await runPlan(plan, scenario, implementation)
    const [first] = plan.lives
    const of = labelsOf(plan).length
    if (run.fit === 'exact') return await told(subject, first!, run.violation, { how: 'exactly', labels: { fit: of, of } }, options)
    const { plan: fitted, exact, loose } = whatFits(plan, run)
    const labels = { fit: exact, of }
    if (loose === of) {
      const again = await runPlan(fitted, scenario, implementation)
      if (again.violation !== undefined) return await told(subject, fitted.lives[0]!, again.violation, { how: 'exactly', labels }, options)
    }
    return await neighbourhood(subject, fitted.lives[0]!, labels, options)
  } finally {
    Error.stackTraceLimit = stackFrames
    removeGuard()
  }
}

async function neighbourhood(subject: SearchSubject, life: Life, labels: KeptReplay['labels'], options: KeptOptions): Promise<KeptReplay> {
  const { cancelled } = options
  const search = new Search(subject)
  const record = await search.record(planned(life))
  const violation = await sweep(search, record, [], { disks: subject.disks, cancelled })
  if (violation === undefined) {
    if (cancelled()) return { verdict: 'incomplete', how: 'neighbourhood', labels, reason: 'stopped before all of its neighbourhood was looked at' }
    return { verdict: 'held', how: 'neighbourhood', labels }
  }
  const small = await minimise(subject, violation, record, cancelled, () => undefined)
  Error.stackTraceLimit = 20
  const finding = await findingOf({ ...subject, input: small.input }, small, foundBy(subject, options))
  return { verdict: finding.verdict, how: 'neighbourhood', labels, reason: finding.sentence, finding }
}

async function told(subject: SearchSubject, { order, holds, faults }: Life, violation: Violation | undefined, how: Pick<KeptReplay, 'how' | 'labels'>, options: KeptOptions): Promise<KeptReplay> {
  if (violation === undefined) return { verdict: 'held', ...how }
  Error.stackTraceLimit = 20
  const finding = await findingOf(subject, { input: subject.input, order, holds, faults, violation }, foundBy(subject, options))
  return { verdict: finding.verdict, ...how, reason: finding.sentence, finding }
}

function foundBy({ randomSeed }: SearchSubject, { name }: KeptOptions): Finding['foundBy'] {
  return { strategy: `the kept repro ${name}`, run: 1, seed: randomSeed }
}

interface Placed {
  /** Index of the life that it is looked for in. */
  readonly life: number
  readonly label: Label
}

/** Every operation that the plan names, once. The image of a crash may name operations of earlier lives. */
function labelsOf(plan: Plan): Placed[] {
  const named = plan.lives.flatMap(({ holds, faults, crash }, life) => {
    const own = [...holds.flatMap(({ operation, until }) => [operation, until]), ...faults.map(({ at }) => at), crash?.after ?? null].filter((label) => label !== null)
    return [...own.map((label): Placed => ({ life, label })), ...(crash?.image ?? []).map(({ operation }) => placed(operation, life))]
  })
  return [...new Map(named.map((one) => [`${one.life} ${one.label}`, one] as const)).values()]
}

function placed(operation: Label, life: number): Placed {
  const [, earlier, label] = /^life (\d+): (.*)$/s.exec(operation) ?? []
  return earlier === undefined ? { life, label: operation } : { life: Number(earlier) - 1, label: label! }
}

/** The plan with its labels as this code spells them, and without the holds and faults of labels that it has not; and how many labels it has, exactly and loosely. */
function whatFits(plan: Plan, { crashed, last }: PlanRun): { readonly plan: Plan; readonly exact: number; readonly loose: number } {
  const seen = [...crashed.map(({ record }) => record), last].map(({ steps }) => steps.map(({ operation }) => operation.label))
  const respelled = fitLoosely(plan, seen).plan
  const there = seen.map((labels) => new Set(labels))
  const has = (life: number, label: Label | null): boolean => label === null || there[life]?.has(label) === true
  const [exact, loose] = [plan, respelled].map((one) => labelsOf(one).filter(({ life, label }) => has(life, label)).length)
  const lives = respelled.lives.map((life, index) => ({
    ...life,
    holds: life.holds.filter(({ operation, until }) => has(index, operation) && has(index, until)),
    faults: life.faults.filter(({ at }) => has(index, at)),
  }))
  return { plan: { ...respelled, lives }, exact: exact!, loose: loose! }
}

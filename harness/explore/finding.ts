import type { Finding } from '../check/verdict.ts'
import type { Crash, Life, Plan } from '../check/plan.ts'
import { EXPLAIN_CRASH_POINTS } from './budget.ts'
import { NOT_DETERMINISTIC } from './determinism.ts'
import { hashText } from '../disk/hash.ts'
import type { DiskOptions } from '../disk/image.ts'
import { admits } from '../disk/images-admit.ts'
import { CrashCursor } from '../disk/images.ts'
import { treeOf } from '../disk/observed-tree.ts'
import { STRICTEST_FIRST } from './profiles.ts'
import { plannedCrash, type CrashedLife } from './lineage.ts'
import type { Found } from './minimise.ts'
import { runPlan, type PlanRun } from './run-plan.ts'
import type { SearchSubject } from './search.ts'
import { criticalOrders, criticalSurvivors } from './explain.ts'
import { mend } from './mend.ts'
import { decisiveOf, faultsAt, storyOf, thrownAt } from './story.ts'
import type { Violation } from './judge.ts'

/** The plan of a violation: everything that decides it, nothing else. */
export function planOf(subject: SearchSubject, { input, order, holds, faults, violation }: Found): Plan {
  const { crashed } = violation
  const first: Life = { order, holds, faults }
  const later: Life = { order: 'run-on', holds: [], faults: [] }
  const crashes: Crash[] = crashed.map((_life, index) => plannedCrash(crashed.slice(0, index + 1)))
  const last: Life = crashed.length === 0 ? first : { ...later, order: violation.lastOrder ?? 'run-on' }
  const lives = [...crashes.map((crash, index) => ({ ...(index === 0 ? first : later), crash })), last]
  const disk = crashed[crashed.length - 1]?.state.disk ?? subject.disks[0]!
  return { version: 1, scenario: subject.scenario.id, input, disk, randomSeed: subject.randomSeed, lives }
}

/** Replays the plan with stacks on, and tells it to a person. A violation that its own plan does not show again is a *failed* run. */
export async function findingOf(subject: SearchSubject, found: Found, foundBy: Finding['foundBy'], cancelled: () => boolean = () => false): Promise<Finding> {
  const { scenario, implementation } = subject
  const plan = planOf(subject, found)
  const run = await runPlan(plan, scenario, implementation, { stacks: true })
  const same = run.violation?.invariant === found.violation.invariant
  const lost = !same && found.violation.invariant !== NOT_DETERMINISTIC.invariant
  const violation = same ? run.violation! : lost ? vanished(found.violation) : found.violation
  const explains = same && found.violation.invariant !== NOT_DETERMINISTIC.invariant
  const tries = { crashPointsLeft: EXPLAIN_CRASH_POINTS, cancelled }
  const losses = new Set(run.crashed.flatMap(({ state }) => state.differences.map(({ n }) => n)))
  const mended = explains ? await mend(subject, found, losses, tries) : undefined
  const survivors = explains ? await criticalSurvivors(subject, found, run) : []
  const because = explains ? await criticalOrders(subject, found, run, tries) : []
  return {
    verdict: violation.verdict,
    invariant: violation.invariant,
    states: violation.states,
    sentence: violation.sentence,
    plan,
    fit: run.fit,
    story: storyOf(run.crashed, run.last, violation),
    profiles: same && violation.verdict === 'violated' ? profilesOf(plan, run) : {},
    foundBy,
    decisive: [...decisiveOf(run.crashed, survivors), ...faultsAt(plan, run), ...thrownAt(run.last)],
    ...(because.length === 0 ? {} : { because }),
    ...(mended === undefined ? {} : { mended }),
    fingerprint: fingerprintOf(plan, implementation.name, violation),
  }
}

function vanished(violation: Violation): Violation {
  const sentence = `"${violation.sentence}" was seen in a crash state branched off a recording, but not when its plan was run; ${NOT_DETERMINISTIC.advice}`
  return { ...violation, verdict: 'failed', invariant: NOT_DETERMINISTIC.invariant, states: NOT_DETERMINISTIC.states, sentence }
}

/** In which profiles the same can happen: those that admit what each of its power cuts left. Empty where no power was cut: it can happen on any disk. */
function profilesOf(plan: Plan, { crashed }: PlanRun): Record<string, boolean> {
  const cuts = crashed.filter(({ state }) => state.kind === 'power cut')
  if (cuts.length === 0) return {}
  return Object.fromEntries(STRICTEST_FIRST.map((profile) => [profile, cuts.every((cut) => admitsCut(cut, { ...plan.disk, profile }))]))
}

function admitsCut({ record, point, state }: CrashedLife, disk: DiskOptions): boolean {
  const cursor = new CrashCursor(record.disk.base, record.disk.log, disk)
  cursor.advance(point.log)
  return admits(cursor, treeOf(state.boot().freeze()))
}

/**
 * Equal findings have equal ones: scenario, implementation, invariant, kinds of crash, and the operations that matter without their counts; where a run did
 * not come to its end, also what was said, without its numbers.
 */
function fingerprintOf(plan: Plan, implementation: string, violation: Violation): string {
  const withoutCounts = (label: string | null): string => (label ?? '').replace(/-\d+\/|#\d+/g, '/')
  const shape = plan.lives.map(({ holds, faults, crash }) => [
    faults.map(({ fault, at }) => [fault, withoutCounts(at)]),
    holds.map((hold) => [withoutCounts(hold.operation), withoutCounts(hold.until)]),
    crash === undefined ? null : [crash.kind, withoutCounts(crash.after), crash.image.map(({ operation, part }) => [withoutCounts(operation), part])],
  ])
  const said = violation.verdict === 'violated' ? '' : violation.sentence.replace(/\d+/g, '')
  const text = JSON.stringify([plan.scenario, implementation, violation.verdict, violation.invariant, said, shape])
  return [1, 2].map((seed) => (hashText(text, seed) >>> 0).toString(16).padStart(8, '0')).join('').slice(0, 12)
}

import type { Implementation } from '../check/implementation.ts'
import type { Fit, Label, Life, Plan } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import { rotten } from '../disk/bit-rot.ts'
import { Disk } from '../disk/disk.ts'
import { CrashCursor, type CrashImage } from '../disk/images.ts'
import type { Chooser } from '../world/chooser.ts'
import type { Operation } from '../world/operation.ts'
import type { CrashPoint } from '../world/life.ts'
import type { CrashState } from './crash-state.ts'
import { REBOOT_MS } from './budget.ts'
import { recordLife, type LifeRecord } from './life-record.ts'
import { differencesOf, historiesOf, plannedCrash, startOf, type CrashedLife } from './lineage.ts'
import { observationOf } from './observation.ts'
import { planned } from './planned.ts'
import { ReadPaths } from './read-paths.ts'
import { judge, type Violation } from './judge.ts'

export interface PlanRun {
  readonly violation: Violation | undefined
  readonly fit: Fit
  readonly hash: string
  readonly crashed: readonly CrashedLife[]
  readonly last: LifeRecord
}

const EPSILON_MS = 1e-6

/** Runs a plan as it stands, life after life, clients living on from one to the next: exactly one run. */
export async function runPlan(plan: Plan, scenario: Scenario, implementation: Implementation, options: { readonly stacks?: boolean; readonly first?: Chooser } = {}): Promise<PlanRun> {
  const crashed: CrashedLife[] = []
  const loose: Label[] = []
  const outdated: Label[] = []
  let disk = new Disk()
  let startMs = 0
  let record: LifeRecord | undefined
  for (const [index, life] of plan.lives.entries()) {
    const follows = planned(life)
    const chooser = index === 0 && options.first !== undefined ? { ...follows, ...options.first, performed: both(follows, options.first) } : follows
    const before = crashed.length === 0 ? undefined : { crash: plannedCrash(crashed), history: () => historiesOf(crashed).flat() }
    const where: { point?: CrashPoint } = {}
    const own: LifeRecord = await recordLife({
      scenario, implementation, input: plan.input, randomSeed: plan.randomSeed, number: index + 1, startMs, disk, chooser,
      ...(before === undefined ? {} : { before }),
      ...(record !== undefined && plan.lives[index - 1]?.crash?.clients === 'live on' ? { outside: record.outside } : {}),
      stacks: options.stacks ?? false,
      ...(life.crash === undefined ? {} : { crashAt: stopAt(life, (point) => void (where.point = point), () => chooser.lastPerformed()) }),
    })
    record = own
    loose.push(...chooser.loose())
    outdated.push(...chooser.unmatched())
    if (life.crash === undefined || own.outcome.kind === 'stuck' || own.outcome.kind === 'failed') break
    const point = where.point ?? own.crashPoints[own.crashPoints.length - 1]!
    if (where.point === undefined && life.crash.kind !== 'clean stop') outdated.push(life.crash.after ?? 'the start')
    const { state, unmatched } = crashState(plan, life, crashed, own, point)
    outdated.push(...unmatched)
    crashed.push({ record: own, point, state, clients: life.crash.clients, downMs: life.crash.downMs ?? REBOOT_MS })
    disk = state.boot(true)
    startMs = startOf(crashed)
  }
  const subject = { scenario, implementation, input: plan.input, randomSeed: plan.randomSeed, disks: [plan.disk] }
  const violation = judge({ subject, lookedAt: new Set(), read: new ReadPaths(), counts: { runs: 0, steps: 0, crashPoints: 0, crashPointsLeftOut: 0, crashStates: 0, recoveries: 0, checks: 0 } }, crashed, observationOf(record!))
  return { violation, fit: fitOf(loose, outdated), hash: record!.hash, crashed, last: record! }
}

/** Both are told what was performed. */
function both(one: Chooser, other: Chooser): (operation: Operation) => void {
  return (operation) => {
    one.performed?.(operation)
    other.performed?.(operation)
  }
}

function fitOf(loose: readonly Label[], outdated: readonly Label[]): Fit {
  if (outdated.length > 0) return { outdated: [...new Set(outdated)] }
  return loose.length > 0 ? { loose: [...new Set(loose)] } : 'exact'
}

/** True at the crash point that the plan names. */
function stopAt(life: Life, stopped: (point: CrashPoint) => void, lastLabel: () => Label | null): (point: CrashPoint) => boolean {
  const crash = life.crash!
  let reachedAt: number | undefined
  return (point) => {
    if (lastLabel() !== crash.after) return false
    const firstAt = (reachedAt ??= point.atMs)
    if (point.moment !== crash.moment || point.atMs - firstAt < crash.waitMs - EPSILON_MS) return false
    stopped(point)
    return true
  }
}

function crashState(plan: Plan, life: Life, before: readonly CrashedLife[], record: LifeRecord, point: CrashPoint): { state: CrashState; unmatched: string[] } {
  const { kind, image: differencesPlanned, rot } = life.crash!
  const { base, log } = record.disk
  const { differences, unmatched } = differencesOf([...before, { record }], differencesPlanned)
  const cursor = new CrashCursor(base, log, plan.disk)
  cursor.advance(point.log)
  const cut = differences.find(({ form }) => typeof form === 'object')
  const image = (): CrashImage => cursor.imageFrom(differences)
  const boot = (): Disk => {
    if (kind === 'power cut') return new Disk(image().build())
    if (cut !== undefined && typeof cut.form === 'object') return Disk.replay(base, log, cut.n + 1, { at: cut.form.cutAt })
    return Disk.replay(base, log, point.log)
  }
  if (rot !== undefined && rot.length > 0) {
    const damaged = rotten(kind === 'power cut' ? image().build() : boot().freeze(), rot)
    return { state: { kind, disk: plan.disk, differences, rot, key: damaged.image.hash, dirty: false, image: () => damaged.image, boot: () => new Disk(damaged.image) }, unmatched: [...unmatched, ...damaged.missing] }
  }
  return { state: { kind, disk: plan.disk, differences, key: kind === 'power cut' ? image().hash : '', dirty: kind === 'process death', image: () => boot().freeze(), boot }, unmatched }
}

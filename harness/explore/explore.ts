import type { Implementation } from '../check/implementation.ts'
import type { Plan } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import type { DiskOptions } from '../disk/image.ts'
import type { Finding, ScenarioResult, Verdict } from '../check/verdict.ts'
import { punctually } from '../world/chooser.ts'
import { installGuard } from '../world/guard.ts'
import { randomStream } from '../world/random.ts'
import { DEFAULT_RUNS, GROUP_SIZE, OPENING_RUNS } from './budget.ts'
import { CrashStates } from './crash-state.ts'
import { checkDeterminism } from './determinism.ts'
import { faultsInLife, withFaults } from './faults-in-life.ts'
import { findingOf } from './finding.ts'
import { inputOf } from './input.ts'
import type { LifeRecord } from './life-record.ts'
import type { CrashedLife } from './lineage.ts'
import { mergeResults } from './merge.ts'
import { minimise } from './minimise.ts'
import { diskOptions } from './profiles.ts'
import { Search, type SearchSubject } from './search.ts'
import { portfolio } from './strategies/portfolio.ts'
import { oldestFirstStrategy, type Strategy } from './strategies/strategy.ts'
import { sweep } from './sweep.ts'

export interface ExploreOptions {
  /** Any text. Default of the command: 'powercut'. */
  readonly seed: string
  /** Plans of the whole scenario. Default: DEFAULT_RUNS. */
  readonly runs?: number
  /** A shard: only groups first..first+count-1. Default: all. A group is one input with GROUP_SIZE schedules. */
  readonly first?: number
  readonly count?: number
  readonly profiles: readonly string[]
  readonly suite: string
  /** See `SearchSubject`. */
  readonly remembers?: boolean
  /** Asked between crash points; true ends the search: what was found so far counts. */
  readonly cancelled?: () => boolean
  /** Told at every crash point: what this call has done so far, and the plan that is under way, one object for each run. */
  readonly onProgress?: (progress: { readonly runs: number; readonly crashStates: number; readonly plan: Plan }) => void
}

export function groupCount(runs: number): number {
  return Math.ceil(runs / GROUP_SIZE)
}

/** Searches one scenario on one implementation. The same options give the same result, also in shards, on every machine. */
export async function explore(scenario: Scenario, implementation: Implementation, options: ExploreOptions): Promise<ScenarioResult> {
  const blank = blankResult(scenario, implementation, options)
  const lacking = (scenario.needs ?? []).filter((need) => !implementation.capabilities.includes(need))
  if (lacking.length > 0) return { ...blank, verdict: 'not applicable', reason: `${implementation.name} does not state the capability ${lacking.join(', ')}` }
  const runs = options.runs ?? DEFAULT_RUNS
  const first = options.first ?? 0
  const last = Math.min(groupCount(runs), first + (options.count ?? groupCount(runs)))
  const removeGuard = installGuard()
  const stackFrames = Error.stackTraceLimit
  try {
    const parts: ScenarioResult[] = []
    const done = { runs: 0, crashStates: 0 }
    const { onProgress } = options
    const onGroup: ExploreOptions = {
      ...options,
      ...(onProgress === undefined ? {} : { onProgress: ({ runs: own, crashStates, plan }) => onProgress({ runs: done.runs + own, crashStates: done.crashStates + crashStates, plan }) }),
    }
    for (let group = first; group < last; group++) {
      Error.stackTraceLimit = 0
      const part = await exploreGroup(scenario, implementation, onGroup, group, Math.min(GROUP_SIZE, runs - group * GROUP_SIZE), blank, stackFrames)
      parts.push(part)
      done.runs += part.counts.runs
      done.crashStates += part.counts.crashStates
      if (part.finding !== undefined || part.verdict === 'incomplete') break
    }
    return parts.length === 0 ? blank : mergeResults(parts)
  } finally {
    Error.stackTraceLimit = stackFrames
    removeGuard()
  }
}

function blankResult(scenario: Scenario, implementation: Implementation, { suite, profiles }: ExploreOptions): ScenarioResult {
  const counts = { runs: 0, steps: 0, crashPoints: 0, crashPointsLeftOut: 0, crashStates: 0, recoveries: 0, checks: 0 }
  const probes = Object.fromEntries((scenario.probes ?? []).map((probe) => [probe, 0]))
  return { scenario: scenario.id, suite, title: scenario.title, implementation: implementation.name, verdict: 'held', counts, probes, faults: {}, profiles }
}

interface Recorded {
  readonly record: LifeRecord
  readonly foundBy: Finding['foundBy']
}

/** Profiles that stand for no file system there is. */
const PESSIMISTIC: readonly string[] = ['posix', 'lying']

/** What can happen on a real file system is looked for first, on all runs of an input; a loss that only a pessimistic profile admits must not hide it. */
function phasesOf(disks: readonly DiskOptions[]): (readonly DiskOptions[])[] {
  const real = disks.filter(({ profile }) => !PESSIMISTIC.includes(profile))
  return [real, ...disks.filter(({ profile }) => PESSIMISTIC.includes(profile)).map((disk) => [disk])].filter((phase) => phase.length > 0)
}

/** One input under its schedules. */
async function exploreGroup(scenario: Scenario, implementation: Implementation, options: ExploreOptions, group: number, schedules: number, blank: ScenarioResult, stackFrames: number): Promise<ScenarioResult> {
  const { seed, onProgress } = options
  const cancelled = options.cancelled ?? (() => false)
  const randomSeed = `${seed}/${group}`
  const subject: SearchSubject = { scenario, implementation, input: inputOf(scenario, seed, group), randomSeed, disks: options.profiles.map(diskOptions), remembers: options.remembers ?? true }
  const search = new Search(subject)
  const strategies = portfolio(randomSeed, group)
  const seen = new Set<string>()
  const faults = faultsInLife(scenario.faults)
  let sites: readonly number[] = []
  const result = (verdict: Verdict, extra: Partial<ScenarioResult> = {}): ScenarioResult => ({
    ...blank,
    verdict,
    counts: { ...search.counts },
    probes: { ...blank.probes, ...Object.fromEntries(search.probes) },
    faults: Object.fromEntries(search.faults),
    ...(verdict === 'incomplete' ? {} : { hash: search.hash() }),
    ...extra,
  })
  const planFor = (strategy: Strategy): Plan => ({ version: 1, scenario: scenario.id, input: subject.input, disk: subject.disks[0]!, randomSeed, lives: [{ order: strategy === oldestFirstStrategy ? 'oldest-first' : 'run-on', holds: [], faults: [] }] })
  let plan = planFor(oldestFirstStrategy)
  const report = (): void => onProgress?.({ runs: search.counts.runs, crashStates: search.counts.crashStates, plan })
  const recorded: Recorded[] = []
  const [first, ...later] = phasesOf(subject.disks)
  const crash = async ({ record, foundBy }: Recorded, disks: readonly DiskOptions[]): Promise<ScenarioResult | undefined> => {
    const violation = await sweep(search, record, [], { disks, cancelled, onPoint: report })
    if (violation === undefined) return undefined
    const counted = result(violation.verdict)
    const small = await minimise({ ...subject, disks }, violation, record, cancelled, report)
    Error.stackTraceLimit = Math.max(stackFrames, 20)
    const finding = await findingOf({ ...subject, input: small.input, disks }, small, foundBy, cancelled)
    return { ...counted, verdict: finding.verdict, reason: finding.sentence, finding }
  }
  for (let run = 0; run < schedules; run++) {
    if (cancelled()) return result('incomplete', { reason: 'stopped before all plans had run' })
    const strategy = strategies.of(run)
    plan = planFor(strategy)
    report()
    // The opening runs show the code without faults in the life; the others fire each fault in turn.
    const firstFault = run < OPENING_RUNS ? undefined : group * (GROUP_SIZE - OPENING_RUNS) + run - OPENING_RUNS
    const inTime = scenario.punctual === true ? punctually(strategy.next()) : strategy.next()
    const chooser = withFaults(inTime, faults, firstFault, sites, randomStream(randomSeed, `faults/${run}`))
    const record = await search.record(chooser)
    for (const { fault } of record.faults) search.faults.set(fault, (search.faults.get(fault) ?? 0) + 1)
    sites = chooser.sites().map((count, index) => Math.max(count, sites[index] ?? 0))
    strategies.learn(record, strategy)
    if (seen.has(record.hash)) continue
    seen.add(record.hash)
    const foundBy = { strategy: strategy.name, run: group * GROUP_SIZE + run + 1, seed }
    const broken = strategy === oldestFirstStrategy ? await checkDeterminism(search, record, middle(search, record)) : undefined
    if (broken !== undefined) {
      const finding = await findingOf(subject, { input: subject.input, order: 'oldest-first', holds: [], faults: [], violation: broken }, foundBy)
      return { ...result('failed'), reason: broken.sentence, finding }
    }
    recorded.push({ record, foundBy })
    const found = await crash(recorded[recorded.length - 1]!, first!)
    if (found !== undefined) return found
  }
  const { crashPoints, crashPointsLeftOut } = search.counts
  for (const disks of later) {
    for (const one of recorded) {
      // The same moments again: they count once.
      Object.assign(search.counts, { crashPoints, crashPointsLeftOut })
      const found = await crash(one, disks)
      if (found !== undefined) return found
    }
  }
  if (later.length > 0) Object.assign(search.counts, { crashPoints, crashPointsLeftOut })
  return cancelled() ? result('incomplete', { reason: 'stopped before all plans had run' }) : result('held')
}

/** A crash in the middle of a life, with its first crash state. */
function middle(search: Search, record: LifeRecord): CrashedLife | undefined {
  const point = record.crashPoints[Math.floor(record.crashPoints.length / 2)]
  if (point === undefined || record.outcome.kind !== 'ended') return undefined
  for (const state of new CrashStates(record, search.subject.disks, search.kinds).at(point, false)) return { record, point, state, clients: 'gone', downMs: search.downtimeOf(record) }
  return undefined
}

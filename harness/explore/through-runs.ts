import type { Plan } from '../check/plan.ts'
import { CrashStates, type CrashState } from './crash-state.ts'
import { encoder } from './holds.ts'
import type { LifeRecord } from './life-record.ts'
import { plannedCrash, type CrashedLife } from './lineage.ts'
import { observationOf } from './observation.ts'
import { runPlan, type PlanRun } from './run-plan.ts'
import type { Search } from './search.ts'
import { judge, matches, type SweepOptions, type Violation } from './judge.ts'

/** Crash points at which clients go on into the next life, and crash states of each: every one is a run of its own. */
const POINTS_MAX = 12
const STATES_MAX = 3
/** Recordings in which no client went on, after which it is taken that none ever does. */
const IDLE_RECORDINGS = 2

/**
 * Clients live outside the computer and survive its crash, but a branch off a recording cannot take them along. So where clients do something after a
 * crash, a sample of crashes is run for real, with the clients going on.
 */
export async function throughRuns(search: Search, record: LifeRecord, options: SweepOptions): Promise<Violation | undefined> {
  if (record.outside.clients.size <= 1 || search.idleRecordings >= IDLE_RECORDINGS) return undefined
  let goesOn = false
  const points = record.crashPoints.slice(0, -1)
  const states = new CrashStates(record, (options.disks ?? search.subject.disks).slice(0, 1), search.kinds)
  const step = Math.max(1, points.length / POINTS_MAX)
  const offset = Number.parseInt(record.hash.slice(0, 6), 16) / 0x1000000
  for (let at = offset * step; at < points.length; at += step) {
    if (options.cancelled?.() === true) return undefined
    const point = points[Math.floor(at)]!
    for (const state of fewest(states.at(point, false))) {
      const run = await goOn(search, record, { record, point, state, clients: 'live on', downMs: search.downtimeOf(record) })
      search.counts.crashStates++
      search.counts.recoveries++
      search.note(run.last)
      goesOn ||= run.last.recorder.at().some(({ client }) => client !== 'main') || run.last.steps.some(({ operation }) => /^client\/(?!main\/)/.test(operation.label))
      const violation = judge(search, run.crashed, observationOf(run.last))
      if (violation !== undefined && matches(violation, options)) return violation
    }
  }
  search.idleRecordings = goesOn ? 0 : search.idleRecordings + 1
  return undefined
}

/** A process death, and of the power cuts the one that lost most and one that tore something. */
function fewest(states: Iterable<CrashState>): CrashState[] {
  const all = [...states]
  const cuts = all.filter(({ kind }) => kind === 'power cut')
  const chosen = [all.find(({ kind }) => kind === 'process death'), cuts[1] ?? cuts[0], cuts.length > 2 ? cuts[cuts.length - 1] : undefined]
  return chosen.filter((state) => state !== undefined).slice(0, STATES_MAX)
}

function goOn(search: Search, record: LifeRecord, crashed: CrashedLife): Promise<PlanRun> {
  const { scenario, implementation, input, randomSeed } = search.subject
  const life = { order: 'run-on', holds: [], faults: [] } as const
  const first = { ...life, faults: record.faults, crash: plannedCrash([crashed]) }
  const plan: Plan = { version: 1, scenario: scenario.id, input, disk: crashed.state.disk, randomSeed, lives: [first, life] }
  return runPlan(plan, scenario, implementation, { first: encoder(record.steps.map(({ operation }) => operation.label)) })
}

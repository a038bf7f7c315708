import { oldestFirst } from '../world/chooser.ts'
import { CrashStates } from './crash-state.ts'
import { CRASH_POINTS_PER_RECORDING } from './budget.ts'
import { Deepened } from './deepened.ts'
import { throughRuns } from './through-runs.ts'
import type { CrashPoint } from '../world/life.ts'
import type { LifeRecord } from './life-record.ts'
import { brokenLife, judge, matches, type SweepOptions, type Violation } from './judge.ts'
import type { CrashedLife } from './lineage.ts'
import { observationOf } from './observation.ts'
import type { Search } from './search.ts'

/**
 * Stops the recorded life at each of its crash points, in their order, recovers from every crash state there, and evaluates the invariants for every
 * pair of history so far and observation (once for equal ones, unless an invariant looks at more of the crash than its kind). Then crashes a sample of these recoveries, and so on to the search's depth. Returns the violation at the
 * earliest crash point, with the fewest differences from "all that was written survived".
 */
export async function sweep(search: Search, record: LifeRecord, before: readonly CrashedLife[] = [], options: SweepOptions = {}): Promise<Violation | undefined> {
  const own = brokenLife(before, observationOf(record))
  if (own !== undefined) return matches(own, options) ? own : undefined
  const states = new CrashStates(record, options.disks ?? search.subject.disks, search.kinds, search.rot)
  const judged = new Set<string>()
  const crashPoints = sampled(record)
  const deepened = new Deepened()
  const deeper = before.length + 1 < search.depth
  search.counts.crashPointsLeftOut += record.crashPoints.length - crashPoints.length
  for (const [index, point] of crashPoints.entries()) {
    if (options.cancelled?.() === true) return undefined
    search.counts.crashPoints++
    options.onPoint?.()
    let best: Violation | undefined
    for (const state of states.at(point, index === crashPoints.length - 1)) {
      search.counts.crashStates++
      if (best !== undefined && rank(state) >= rank(last(best.crashed).state)) continue
      const crashed = [...before, { record, point, state, clients: 'gone' as const }]
      const recovered = await search.recover(crashed)
      const { observation } = recovered
      if (deeper) deepened.offer(crashed, recovered)
      const pair = `${point.history}/${point.returned}/${state.kind}/${observation.id}${search.crashMatters ? `/${point.step}/${point.atMs}/${state.key}` : ''}`
      if (judged.has(pair)) continue
      judged.add(pair)
      const violation = judge(search, crashed, observation)
      if (violation !== undefined && matches(violation, options)) best = violation
    }
    if (best !== undefined) return best
  }
  if (before.length === 0) {
    const violation = await throughRuns(search, record, options)
    if (violation !== undefined) return violation
  }
  if (!deeper) return undefined
  return deepen(search, deepened.chosen(offsetOf(record)), options)
}

/** All crash points of a short life; of a long one an even sample that differs between runs, and always the last one. */
function sampled(record: LifeRecord): readonly CrashPoint[] {
  const { crashPoints } = record
  const stride = crashPoints.length / CRASH_POINTS_PER_RECORDING
  if (stride <= 1) return crashPoints
  const offset = offsetOf(record) * stride
  const points: CrashPoint[] = []
  for (let at = offset; at < crashPoints.length - 1; at += stride) points.push(crashPoints[Math.floor(at)]!)
  return [...points, last(crashPoints)]
}

/** From 0 up to, not including, 1: another one in every run. */
function offsetOf({ hash }: LifeRecord): number {
  return Number.parseInt(hash.slice(0, 6), 16) / 0x1000000
}

/** Crashes the recoveries themselves: what they appended belongs to the history. */
async function deepen(search: Search, chosen: readonly (readonly CrashedLife[])[], options: SweepOptions): Promise<Violation | undefined> {
  for (const crashed of chosen) {
    if (options.cancelled?.() === true) return undefined
    const recovery = await search.recordRecovery(crashed, true)
    const violation = (await sweep(search, recovery, crashed, options)) ?? (await otherOrder(search, recovery, crashed, options))
    if (violation !== undefined) return violation
  }
  return undefined
}

/** A recovery whose tasks race is also run in the other default order. */
async function otherOrder(search: Search, recovery: LifeRecord, crashed: readonly CrashedLife[], options: SweepOptions): Promise<Violation | undefined> {
  const other = await search.recordRecovery(crashed, false, oldestFirst())
  if (other.hash === recovery.hash) return undefined
  search.note(other)
  const violation = judge(search, crashed, observationOf(other))
  return violation !== undefined && matches(violation, options) ? { ...violation, lastOrder: 'oldest-first' } : undefined
}

/** Fewer differences, and the milder kind of crash, explain more. */
function rank(state: CrashedLife['state']): number {
  return (state.kind === 'power cut' ? 1 : 0) + 2 * (state.differences.length + (state.rot?.length ?? 0))
}

function last<T>(items: readonly T[]): T {
  return items[items.length - 1]!
}

import { oldestFirst } from '../world/chooser.ts'
import { CrashStates, type CrashState } from './crash-state.ts'
import { CRASH_POINTS_MOST, CRASH_POINTS_OF_LONG_LIFE } from './budget.ts'
import { Deepened } from './deepened.ts'
import { throughRuns } from './through-runs.ts'
import type { CrashPoint } from '../world/life.ts'
import type { LifeRecord } from './life-record.ts'
import { brokenLife, judge, matches, type SweepOptions, type Violation } from './judge.ts'
import type { CrashedLife } from './lineage.ts'
import { observationOf } from './observation.ts'
import type { Search } from './search.ts'

/** Rounds over points at which more was to be seen than had been looked at. */
const TIMES_AGAIN = 3

/**
 * Stops the recorded life at each of its crash points, in their order, recovers from every crash state there, and evaluates the invariants for every
 * pair of history so far and observation (once for equal ones, unless an invariant looks at more of the crash than its kind). Then crashes a sample of these recoveries, and so on to the search's depth. Returns the violation at the
 * earliest crash point, with the fewest differences from "all that was written survived".
 */
export async function sweep(search: Search, record: LifeRecord, before: readonly CrashedLife[] = [], options: SweepOptions = {}): Promise<Violation | undefined> {
  const own = brokenLife(before, observationOf(record))
  if (own !== undefined) return matches(own, options) ? own : undefined
  const points = new Points(search, record, before, options)
  search.counts.crashPointsLeftOut += points.leftOut
  const found = await points.look()
  if (found !== undefined || options.branchesOfOneCrash === true) return found
  if (before.length === 0) {
    const violation = await throughRuns(search, record, options)
    if (violation !== undefined) return violation
  }
  if (before.length + 1 < search.depth) {
    const violation = await deepen(search, points.deepened.chosen(offsetOf(record)), options)
    if (violation !== undefined) return violation
  }
  return points.lookAgain()
}

/** The crash points of one recording. */
class Points {
  readonly deepened: Deepened = new Deepened()
  readonly leftOut: number
  readonly #search: Search
  readonly #record: LifeRecord
  readonly #before: readonly CrashedLife[]
  readonly #options: SweepOptions
  readonly #points: readonly CrashPoint[]
  readonly #downMs: number
  /** What had ever been read when each point was done. */
  readonly #versions: number[]
  readonly #judged = new Set<string | number>()

  constructor(search: Search, record: LifeRecord, before: readonly CrashedLife[], options: SweepOptions) {
    this.#search = search
    this.#record = record
    this.#before = before
    this.#options = options
    this.#points = sampled(record)
    this.#downMs = search.downtimeOf(record, before)
    this.#versions = this.#points.map(() => -1)
    this.leftOut = record.crashPoints.length - this.#points.length
  }

  async look(): Promise<Violation | undefined> {
    const search = this.#search
    const { disks = search.subject.disks, cancelled, onPoint } = this.#options
    const states = new CrashStates(this.#record, disks, search.kinds, search.rot, search.read)
    for (const [index, point] of this.#points.entries()) {
      if (this.#versions[index] === search.read.version) continue
      if (cancelled?.() === true) return undefined
      if (this.#versions[index] === -1) search.counts.crashPoints++
      onPoint?.()
      const violation = await this.#lookAt(point, states.at(point, index === this.#points.length - 1))
      if (violation !== undefined) return violation
      this.#versions[index] = search.read.version
    }
    return undefined
  }

  /** Where a later recovery read what none had read before, there may be more images that differ. */
  async lookAgain(): Promise<Violation | undefined> {
    for (let times = 0; times < TIMES_AGAIN && this.#versions.some((version) => version !== this.#search.read.version); times++) {
      const violation = await this.look()
      if (violation !== undefined) return violation
    }
    return undefined
  }

  async #lookAt(point: CrashPoint, states: Iterable<CrashState>): Promise<Violation | undefined> {
    const search = this.#search
    let best: Violation | undefined
    for (const state of states) {
      search.counts.crashStates++
      if (best !== undefined && rank(state) >= rank(last(best.crashed).state)) continue
      const crashed = [...this.#before, { record: this.#record, point, state, clients: 'gone' as const, downMs: this.#downMs }]
      const recovered = search.remembered(crashed) ?? (await search.recover(crashed))
      const { observation } = recovered
      if (crashed.length < search.depth) this.deepened.offer(crashed, recovered)
      const pair = search.lookedAt.size === 0 ? pairOf(point, state, observation.id) : `${point.history}/${point.returned}/${state.kind}/${observation.id}${lookedAt(search, point, state)}`
      if (this.#judged.has(pair)) continue
      this.#judged.add(pair)
      const violation = judge(search, crashed, observation)
      if (violation !== undefined && matches(violation, this.#options)) best = violation
    }
    return best
  }
}

const KINDS: readonly CrashState['kind'][] = ['clean stop', 'process death', 'power cut']

/** A number that differs where the history so far, the kind of the crash or the observation does: half of all states come to this, so it is no text. */
function pairOf({ history, returned }: CrashPoint, { kind }: CrashState, observation: number): number {
  return (history * 2 + (returned ? 1 : 0)) * 2 ** 28 + observation * 4 + KINDS.indexOf(kind)
}

/** Texts that differ where invariants may have seen a difference between two crashes. */
function lookedAt({ lookedAt: looked }: Search, point: CrashPoint, state: CrashState): string {
  const place = looked.has('place') || looked.has('image') ? `/${point.step}/${point.moment}` : ''
  return `/${point.atMs}${place}${looked.has('image') ? `/${state.key}` : ''}`
}

/** All crash points of a short life; of a long one an even sample that differs between runs, and always the last one. */
function sampled(record: LifeRecord): readonly CrashPoint[] {
  const { crashPoints } = record
  if (crashPoints.length <= CRASH_POINTS_MOST) return crashPoints
  const stride = crashPoints.length / CRASH_POINTS_OF_LONG_LIFE
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
  if (!recovery.raced) return undefined
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

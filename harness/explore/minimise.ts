import type { Hold, PlannedFault } from '../check/plan.ts'
import type { Json } from '../check/json.ts'
import { MINIMISE_CRASH_POINTS, MINIMISE_TESTS, REBOOT_MS } from './budget.ts'
import { shorterDowntimes } from './downtime.ts'
import { encoder } from './holds.ts'
import { smallerInputs } from './input.ts'
import type { LifeRecord } from './life-record.ts'
import { planned } from './planned.ts'
import { Search, type SearchSubject } from './search.ts'
import { randomStrategy } from './strategies/strategy.ts'
import type { Violation } from './judge.ts'
import { sweep } from './sweep.ts'

/** A violation with the schedule of its first life. */
export interface Found {
  readonly input: Json
  readonly order: 'run-on' | 'oldest-first'
  readonly holds: readonly Hold[]
  readonly faults: readonly PlannedFault[]
  readonly violation: Violation
}

/** Random schedules tried on each smaller input, besides the schedule as it is and the two bare orders. */
const RANDOM_TRIES = 6

/**
 * Makes a violation small: the input first, each candidate with a small search of its own (labels of operations that it no longer has would block it
 * otherwise), then the holds. Crash point and image are never carried along: every test looks at all of them again and takes the earliest point with the
 * fewest losses, and the shortest time until the next boot that still shows it. Faults inside the life are tried without, then each without the others.
 */
export async function minimise(subject: SearchSubject, violation: Violation, firstLife: LifeRecord, cancelled: () => boolean, onPoint: () => void): Promise<Found> {
  const budget = { left: MINIMISE_TESTS }
  let crashPoints = 0
  const spent = (): boolean => budget.left-- <= 0 || crashPoints > MINIMISE_CRASH_POINTS || cancelled()
  const sweepOne = async (search: Search, record: LifeRecord): Promise<Violation | undefined> => {
    const found = await sweep(search, record, [], { only: target, cancelled, onPoint })
    crashPoints += search.counts.crashPoints + 1
    return found
  }
  const target = { verdict: violation.verdict, invariant: violation.invariant }
  let best = await encode(subject, violation, firstLife.faults, firstLife.steps.map(({ operation }) => operation.label))

  let downtime: { readonly downMs?: number } = {}

  const test = async (input: Json, order: Found['order'], holds: readonly Hold[], withFaults: readonly PlannedFault[]): Promise<Found | undefined> => {
    if (spent()) return undefined
    const search = new Search({ ...subject, input, ...downtime })
    const found = await sweepOne(search, await search.record(planned({ order, holds, faults: withFaults })))
    return found === undefined ? undefined : { input, order, holds, faults: withFaults, violation: found }
  }
  const research = async (input: Json): Promise<Found | undefined> => {
    const plain = (await test(input, 'run-on', [], [])) ?? (await test(input, 'oldest-first', [], []))
    if (plain !== undefined) return plain
    if (best.holds.length === 0 && best.faults.length === 0) return undefined
    const kept = (await test(input, 'run-on', [], best.faults)) ?? (await test(input, best.order, best.holds, best.faults))
    if (kept !== undefined) return kept
    const random = randomStrategy(`${subject.randomSeed}/minimise`)
    for (let tries = 0; tries < RANDOM_TRIES && !spent(); tries++) {
      const search = new Search({ ...subject, input, ...downtime })
      const record = await search.record(random.next())
      const found = await sweepOne(search, record)
      if (found !== undefined) return encode({ ...subject, input }, found, [], record.steps.map(({ operation }) => operation.label))
    }
    return undefined
  }

  const longest = Math.max(REBOOT_MS, ...violation.crashed.map(({ downMs }) => downMs))
  for (const downMs of [...shorterDowntimes(longest), longest]) {
    downtime = { downMs }
    const found = await test(best.input, best.order, best.holds, best.faults)
    if (found === undefined) continue
    best = found
    break
  }
  best = (await research(best.input)) ?? best
  for (let improved = true; improved; ) {
    improved = false
    for (const input of smallerInputs(subject.scenario, best.input)) {
      if (budget.left <= 0 || crashPoints > MINIMISE_CRASH_POINTS || cancelled()) break
      const smaller = await research(input)
      if (smaller === undefined) continue
      best = smaller
      improved = true
      break
    }
  }
  for (const fault of best.faults) best = (await test(best.input, best.order, best.holds, best.faults.filter((other) => other !== fault))) ?? best
  for (let size = Math.ceil(best.holds.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.holds.length; ) {
      const fewer = await test(best.input, best.order, [...best.holds.slice(0, at), ...best.holds.slice(at + size)], best.faults)
      if (fewer === undefined) at += size
      else best = fewer
    }
  }
  return best
}

/** The schedule of a run as holds over run-on order; over oldest-first where that says it with none. */
async function encode(subject: SearchSubject, violation: Violation, faults: readonly PlannedFault[], labels: readonly string[]): Promise<Found> {
  const { input } = subject
  for (const order of ['run-on', 'oldest-first'] as const) {
    const record = await new Search(subject).rerun(planned({ order, holds: [], faults }))
    if (record.steps.length >= labels.length && labels.every((label, index) => record.steps[index]!.operation.label === label)) return { input, order, holds: [], faults, violation }
  }
  const encoding = encoder(labels)
  const { fault } = planned({ order: 'run-on', holds: [], faults })
  await new Search(subject).rerun(fault === undefined ? encoding : { ...encoding, fault })
  return { input, order: 'run-on', holds: encoding.holds(), faults, violation }
}

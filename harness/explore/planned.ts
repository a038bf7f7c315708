import type { Hold, Life, PlannedFault } from '../check/plan.ts'
import { oldestFirst, runOn, type Chooser } from '../world/chooser.ts'
import type { Operation } from '../world/operation.ts'
import { decisionOf } from './faults-in-life.ts'

/** A chooser that follows a plan's life, and how well the plan fitted. */
export interface Planned extends Chooser {
  /** Labels of the plan that never appeared, or that had to be released by force. */
  unmatched(): string[]
  /** Labels that were matched by task, operation and count alone. */
  loose(): string[]
  /** What was performed last in this life; null before the first operation. */
  lastPerformed(): string | null
}

/** For so many timers a hold moves the clock. A process that gives a sign of life again and again has timers for ever. */
const TIMERS_MOST = 100

/**
 * Follows the holds of a plan: an operation that is held does not run until its `until` has run. Where everything ready is held the clock moves, to
 * `TIMERS_MOST` timers; then, and where there is no timer either, what waits for "nothing else can run" goes on, and last of all a hold is released by force.
 */
export function planned(life: Pick<Life, 'order' | 'holds' | 'faults'>): Planned {
  const order = life.order === 'run-on' ? runOn() : oldestFirst()
  const holds = new Map<string, Hold>(life.holds.map((hold) => [hold.operation, hold]))
  const matched = new Set<string>()
  const loose = new Set<string>()
  const released = new Set<string>()
  const performed = new Set<string>()
  const faults = new Map<string, PlannedFault>(life.faults.map((fault) => [fault.at, fault]))
  const fired = new Map<string, PlannedFault>()
  let lastPerformed: string | null = null
  /** Timers to which the clock was moved for a hold since the last one was released. */
  let advanced = 0

  const isHeld = (operation: Operation): boolean => {
    const hold = holds.get(operation.label)
    if (hold === undefined || released.has(hold.operation)) return false
    matched.add(hold.operation)
    return hold.until === null || !performed.has(hold.until)
  }

  const release = (ready: readonly Operation[]): Operation => {
    const waits = ready.find((operation) => holds.get(operation.label)?.until === null)
    const operation = waits ?? ready[0]!
    if (waits === undefined) loose.add(operation.label)
    released.add(operation.label)
    advanced = 0
    return operation
  }

  return {
    choose(ready, timers, last) {
      if (holds.size === 0) return order.choose(ready, timers, last)
      const free = ready.filter((operation) => !isHeld(operation))
      if (free.length > 0) {
        const choice = order.choose(free, timers, last)
        return choice === 'advance clock' ? choice : ready.indexOf(free[choice]!)
      }
      if (timers.size === 0 || advanced >= TIMERS_MOST) return ready.indexOf(release(ready))
      advanced++
      return 'advance clock'
    },
    performed(operation) {
      performed.add(operation.label)
      lastPerformed = operation.label
      if (holds.has(operation.label)) advanced = 0
    },
    fault(operation) {
      const fault = faults.get(operation.label)
      if (fault === undefined || fired.has(fault.at)) return undefined
      const decision = decisionOf(fault)
      if (decision !== undefined) fired.set(fault.at, fault)
      return decision
    },
    fired: () => [...fired.values()],
    lastPerformed: () => lastPerformed,
    unmatched: () => [...holds.keys()].filter((label) => !matched.has(label)).concat(life.holds.flatMap(({ until }) => (until !== null && !performed.has(until) ? [until] : [])), life.faults.flatMap(({ at }) => (fired.has(at) ? [] : [at]))),
    loose: () => [...loose],
  }
}

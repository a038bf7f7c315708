import type { PlannedFault } from '../check/plan.ts'
import type { SpaceRulesName } from '../disk/space.ts'
import type { VisibilityOptions } from '../disk/visibility.ts'
import type { WriteBackFailureName } from '../disk/write-back.ts'
import type { Operation, Task } from './operation.ts'

/**
 * Who decides online. `ready` holds what may run now, the one that has been ready longest first; `timers` what becomes ready when the clock moves on,
 * earliest first; `last` the task that ran last. Returns an index into `ready`, or 'advance clock' (only where there is a timer): everything ready is
 * then slower than the next timer.
 */
export interface Chooser {
  choose(ready: readonly Operation[], timers: TimerView, last: Task | null): number | 'advance clock'
  /** Asked once per operation, just before it is performed. */
  fault?(operation: Operation): FaultDecision | undefined
  /** What `fault` decided so far, as a plan says it. */
  fired?(): readonly PlannedFault[]
  /** Told what was performed. */
  performed?(operation: Operation): void
}

export interface TimerView {
  readonly size: number
  list(): Operation[]
}

/** A fault at one operation. */
export type FaultDecision =
  /** `after`: the operation has its effect, and nobody learns of it. */
  | { readonly fault: 'processDeath'; readonly moment: 'before' | 'after' }
  | { readonly fault: 'pause'; readonly ms: number }
  | { readonly fault: 'clockJump'; readonly ms: number }
  | { readonly fault: 'slow'; readonly ms: number }
  | { readonly fault: 'fsyncError'; readonly as: WriteBackFailureName }
  | { readonly fault: 'ioError'; readonly lasts: 'once' | 'for good' }
  | { readonly fault: 'diskFull'; readonly as: SpaceRulesName; readonly freeBytes: number }
  | { readonly fault: 'shortWrite' | 'shortRead'; readonly bytes: number }
  | ({ readonly fault: 'delayedVisibility' } & VisibilityOptions)

/** After so many steps of one task without rest the turn passes on. */
export const FAIRNESS_STEPS = 1_000

/** The task that ran last goes on while it can; else the one that has been ready longest. */
export function runOn(): Chooser {
  let steps = 0
  return {
    choose(ready, _timers, last) {
      const own = find(ready, last, true)
      if (own >= 0 && steps < FAIRNESS_STEPS) {
        if (ready.length > 1) steps++
        return own
      }
      steps = 0
      return Math.max(0, find(ready, last, false))
    },
  }
}

/** The first operation that is (or is not) of the task. */
function find(ready: readonly Operation[], task: Task | null, same: boolean): number {
  for (let index = 0; index < ready.length; index++) if ((ready[index]!.task === task) === same) return index
  return -1
}

/** Never lets the clock run ahead of what is ready: the one that has been ready longest then goes first. */
export function punctually(chooser: Chooser): Chooser {
  return {
    ...chooser,
    choose(ready, timers, last) {
      const choice = chooser.choose(ready, timers, last)
      return choice === 'advance clock' ? 0 : choice
    },
  }
}

/** What has been ready longest goes first. */
export function oldestFirst(): Chooser {
  return { choose: () => 0 }
}

import type { PlannedFault } from '../check/plan.ts'
import type { Fault } from '../check/scenario.ts'
import { processDeathInLife } from '../faults/crashes.ts'
import { clockJumpInLife, pauseInLife, slowInLife } from '../faults/delays.ts'
import { delayedVisibilityInLife } from '../faults/delayed-visibility.ts'
import { diskFullInLife } from '../faults/disk-full.ts'
import { plannedOptions, type FaultInLife } from '../faults/fault-in-life.ts'
import { fsyncErrorInLife } from '../faults/fsync-error.ts'
import { ioErrorInLife } from '../faults/io-error.ts'
import { shortReadInLife, shortWriteInLife } from '../faults/short-transfers.ts'
import type { Chooser, FaultDecision } from '../world/chooser.ts'
import type { RandomStream } from '../world/random.ts'

/** The faults that fire inside a life, at one operation, and change its future. */
const IN_LIFE: Readonly<Record<FaultDecision['fault'], FaultInLife>> = {
  processDeath: processDeathInLife,
  pause: pauseInLife,
  slow: slowInLife,
  clockJump: clockJumpInLife,
  fsyncError: fsyncErrorInLife,
  ioError: ioErrorInLife,
  diskFull: diskFullInLife,
  shortWrite: shortWriteInLife,
  shortRead: shortReadInLife,
  delayedVisibility: delayedVisibilityInLife,
}

/** A chooser that also fires faults, and what it fired: the faults of the plan. */
export interface Faulty extends Chooser {
  fired(): readonly PlannedFault[]
  /** At how many operations each fault could have fired, in the order of `faults`. */
  sites(): readonly number[]
}

/** The faults of a scenario that fire inside a life. */
export function faultsInLife(faults: readonly Fault[]): Fault[] {
  return faults.filter(({ name, options }) => (name === 'processDeath' ? (options as { single?: boolean } | null)?.single === true : rowOf(name) !== undefined))
}

/** A second fault in one of so many runs. */
const SECOND_ONE_IN = 3

/**
 * Fires the fault `first` (undefined: none), and sometimes a second one, each at one of its `sites`: operations of processes at which it can fire, counted
 * in earlier runs, unless its options say at which one. One operation gets one fault.
 */
export function withFaults(chooser: Chooser, faults: readonly Fault[], first: number | undefined, sites: readonly number[], stream: RandomStream): Faulty {
  const rows = faults.map(({ name }) => rowOf(name)!)
  const due: { readonly fault: number; readonly site: number }[] = []
  const draw = (fault: number): void => {
    const drawn = 1 + stream.integer(Math.max(1, sites[fault] ?? 0))
    due.push({ fault, site: rows[fault]!.nth?.(faults[fault]!.options) ?? drawn })
  }
  if (first !== undefined && faults.length > 0) {
    draw(first % faults.length)
    if (stream.integer(SECOND_ONE_IN) === 0) draw(stream.integer(faults.length))
  }
  const fired: PlannedFault[] = []
  const counts = faults.map(() => 0)
  return {
    choose: (ready, timers, last) => chooser.choose(ready, timers, last),
    performed: (operation) => chooser.performed?.(operation),
    fault: (operation) => {
      if (operation.process === undefined) return undefined
      let decision: FaultDecision | undefined
      for (let index = 0; index < faults.length; index++) {
        if (!rows[index]!.firesAt(operation, faults[index]!.options)) continue
        counts[index]!++
        if (!due.some(({ fault, site }) => fault === index && site === counts[index])) continue
        if (decision === undefined && fired.every(({ at }) => at !== operation.label)) decision = rows[index]!.draw(faults[index]!.options, operation, stream)
      }
      if (decision !== undefined) fired.push({ fault: decision.fault, at: operation.label, options: plannedOptions(decision) })
      return decision
    },
    fired: () => fired,
    sites: () => counts,
  }
}

/** A planned fault as the world takes it; undefined for one that this version does not know. */
export function decisionOf({ fault, options }: PlannedFault): FaultDecision | undefined {
  return rowOf(fault)?.read(options)
}

function rowOf(name: string): FaultInLife | undefined {
  return Object.hasOwn(IN_LIFE, name) ? IN_LIFE[name as FaultDecision['fault']] : undefined
}

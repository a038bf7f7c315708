import type { PlannedFault } from '../check/plan.ts'
import type { Fault } from '../check/scenario.ts'
import type { Chooser, FaultDecision } from '../world/chooser.ts'
import type { RandomStream } from '../world/random.ts'

/** A chooser that also fires faults, and what it fired: the faults of the plan. */
export interface Faulty extends Chooser {
  fired(): readonly PlannedFault[]
}

/** The faults of a scenario that fire inside a life, at one operation, and change its future. */
export function faultsInLife(faults: readonly Fault[]): Fault[] {
  return faults.filter(({ name, options }) => (name === 'processDeath' ? (options as { single?: boolean } | null)?.single === true : ['pause', 'slow', 'clockJump'].includes(name)))
}

/** A second fault in one of so many runs. */
const SECOND_ONE_IN = 3

/**
 * Fires the fault `first`, and sometimes a second one, at operations drawn from the first `operations` of the processes.
 */
export function withFaults(chooser: Chooser, faults: readonly Fault[], first: number, operations: number, stream: RandomStream): Faulty {
  const due = new Map<number, Fault>()
  const draw = (fault: Fault): void => void due.set(1 + stream.integer(Math.max(1, operations)), fault)
  if (faults.length > 0) draw(faults[first % faults.length]!)
  if (faults.length > 0 && stream.integer(SECOND_ONE_IN) === 0) draw(faults[stream.integer(faults.length)]!)
  const fired: PlannedFault[] = []
  let count = 0
  return {
    choose: (ready, timers, last) => chooser.choose(ready, timers, last),
    performed: (operation) => chooser.performed?.(operation),
    fault: (operation) => {
      if (operation.process === undefined) return undefined
      const fault = due.get(++count)
      if (fault === undefined) return undefined
      const decision = decide(fault, stream)
      fired.push({ fault: decision.fault, at: operation.label, options: 'ms' in decision ? { ms: decision.ms } : {} })
      return decision
    },
    fired: () => fired,
  }
}

function decide({ name, options }: Fault, stream: RandomStream): FaultDecision {
  if (name === 'processDeath') return { fault: 'processDeath' }
  const { msMax } = options as { readonly msMax: number }
  const ms = Math.round(msMax ** stream.unit())
  if (name === 'clockJump') return { fault: 'clockJump', ms: stream.integer(2) === 0 ? ms : -ms }
  return { fault: name as 'pause' | 'slow', ms }
}

/** A planned fault as the world takes it; undefined for one that this version does not know. */
export function decisionOf({ fault, options }: PlannedFault): FaultDecision | undefined {
  if (fault === 'processDeath') return { fault }
  const { ms } = (options ?? {}) as { readonly ms?: unknown }
  if ((fault === 'pause' || fault === 'slow' || fault === 'clockJump') && typeof ms === 'number') return { fault, ms }
  return undefined
}

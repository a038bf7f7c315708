import type { Fault } from '../../check/scenario.ts'
import { faultsInLife, withFaults } from '../../explore/faults-in-life.ts'
import { runOn, type FaultDecision } from '../../world/chooser.ts'
import type { Operation } from '../../world/operation.ts'
import { randomStream } from '../../world/random.ts'

/** An operation as injectors see it. */
export interface Site {
  readonly name: string
  readonly path?: string
  /** Its second argument. */
  readonly b?: unknown
}

export interface Firing {
  /** Which of the sites. */
  readonly at: number
  readonly decision: FaultDecision
}

/** Runs an injector over the same operations under many seeds, once the number of its sites is known: what it fired first in each. */
export function firings(fault: Fault, sites: readonly Site[], seeds: number): Firing[] {
  const operations = sites.map(({ name, path, b }, index) => ({ kind: { name }, path, b, label: `server/append/${name} #${index}`, process: {}, task: {} }) as unknown as Operation)
  const faults = faultsInLife([fault])
  const quiet = withFaults(runOn(), faults, undefined, [], randomStream('sites', 'quiet'))
  for (const operation of operations) quiet.fault!(operation)
  return Array.from({ length: seeds }, (_, seed) => {
    const chooser = withFaults(runOn(), faults, 0, quiet.sites(), randomStream(`seed ${seed}`, 'faults'))
    for (const [at, operation] of operations.entries()) {
      const decision = chooser.fault!(operation)
      if (decision !== undefined) return { at, decision }
    }
    throw new Error(`seed ${seed} fired nothing`)
  })
}

/** How often each value occurs, as a share of all. */
export function shares<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return new Map([...counts].map(([item, count]) => [item, count / items.length]))
}

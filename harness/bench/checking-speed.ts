import type { Implementation } from '../check/implementation.ts'
import type { Scenario } from '../check/scenario.ts'
import { diskOptions } from '../explore/profiles.ts'
import { Search } from '../explore/search.ts'
import { sweep } from '../explore/sweep.ts'
import { oldestFirst } from '../world/chooser.ts'
import type { Row } from './harness.ts'

/** Recordings of a round, each with a memory of its own. */
const RECORDINGS = 10

/**
 * One life is recorded and stopped at every crash point, and every crash state there is recovered from and judged. Per second of all that: recoveries that
 * were really run, each on other bytes than all before it, and crash states that were checked, remembered ones included.
 */
export function checkingRows(subject: string, scenario: Scenario, implementation: Implementation, targets: { readonly recoveries: number; readonly checks: number }): Row[] {
  const round = async (counted: 'recoveries' | 'crashStates'): Promise<number> => {
    Error.stackTraceLimit = 0
    let total = 0
    for (let recording = 0; recording < RECORDINGS; recording++) {
      const search = new Search({ scenario, implementation, input: null, randomSeed: 'bench', disks: [diskOptions('posix')] })
      const violation = await sweep(search, await search.record(oldestFirst()))
      if (violation !== undefined) throw new Error(`${subject} does not hold: ${violation.sentence}`)
      total += search.counts[counted]
    }
    return total
  }
  return [
    { name: `byte-distinct recoveries, ${subject}, posix`, unit: 'recoveries/s', target: targets.recoveries, run: () => round('recoveries') },
    { name: `crash states checked, ${subject}, posix`, unit: 'checks/s', target: targets.checks, run: () => round('crashStates') },
  ]
}

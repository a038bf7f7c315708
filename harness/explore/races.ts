import type { Hold } from '../check/plan.ts'
import type { Step } from '../world/life.ts'

/** Two operations of one run that could have come in the other order. `first` came first. */
export interface Race {
  readonly first: number
  readonly second: number
}

/** Operations that change what others may find at their path. */
const READS: ReadonlySet<string> = new Set(['read', 'fstat', 'stat', 'lstat', 'readlink', 'readdir', 'access', 'fsync', 'fdatasync'])

/**
 * The races of a run: pairs of operations of two tasks, of which the second did not follow from the first, and which depend on each other. Those that clash at a
 * path come first, then those of one process (its tasks share memory), then what clients do; of each kind the closest ones first.
 */
export function racesOf(steps: readonly Step[]): Race[] {
  const races: (Race & { readonly rank: number })[] = []
  for (let second = 1; second < steps.length; second++) {
    const later = steps[second]!.operation
    // Where in this run the task of the later operation was already waiting to go on.
    const waited = waitingSince(steps, second)
    for (let first = second - 1; first >= waited; first--) {
      const { operation: earlier } = steps[first]!
      if (earlier.task === later.task || earlier.label === later.label) continue
      const rank = clash(earlier, later) ? 0 : earlier.process !== undefined && earlier.process === later.process ? 1 : earlier.process === undefined && later.process === undefined ? 2 : -1
      if (rank >= 0) races.push({ first, second, rank })
    }
  }
  return races.sort((a, b) => a.rank - b.rank || a.second - a.first - (b.second - b.first) || a.first - b.first)
}

/** From this step on its task could have gone on up to the operation at `at` if all others had waited. */
function waitingSince(steps: readonly Step[], at: number): number {
  const { task } = steps[at]!.operation
  let { id } = steps[at]!.operation
  let since = at
  while (since > 0) {
    const { operation, issued } = steps[since - 1]!
    if (operation.task === task) id = operation.id
    else if (issued < id) break
    since--
  }
  return since
}

function clash(one: Step['operation'], other: Step['operation']): boolean {
  return one.path !== undefined && one.path === other.path && !(READS.has(one.kind.name) && READS.has(other.kind.name))
}

/** What makes the race go the other way: the first operation waits for the second. */
export function reversed(steps: readonly Step[], { first, second }: Race): Hold {
  return { operation: steps[first]!.operation.label, until: steps[second]!.operation.label }
}

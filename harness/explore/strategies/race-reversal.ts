import type { Hold, Life } from '../../check/plan.ts'
import type { Chooser } from '../../world/chooser.ts'
import type { LifeRecord } from '../life-record.ts'
import { planned } from '../planned.ts'
import { racesOf, reversed } from '../races.ts'
import { randomStream } from '../../world/random.ts'
import { oldestFirstStrategy, type Strategy } from './strategy.ts'

/** Reversals of one run that wait for their turn. */
const REVERSALS_PER_RUN = 256
/** The next one is drawn from so many at the head: those that clash stand there. */
const HEAD = 16

interface Candidate {
  readonly order: Life['order']
  readonly holds: readonly Hold[]
}

/**
 * Reverses one race of a run that was already seen, breadth first: first all single reversals of the two bare orders, then those of what these showed. A run of
 * an input is one of few, so where in the queue an input begins differs between inputs.
 */
export function raceReversalStrategy(seed: string): Strategy {
  const queue: Candidate[][] = []
  const known = new Set<string>()
  const learned = new Set<string>()
  const stream = randomStream(seed, 'race reversal')
  let running: Candidate | undefined
  return {
    name: 'raceReversal',
    next(): Chooser {
      while (queue.length > 0 && queue[0]!.length === 0) queue.shift()
      const level = queue[0]
      running = level === undefined ? { order: 'run-on', holds: [] } : level.splice(stream.integer(Math.min(level.length, HEAD)), 1)[0]!
      return planned({ ...running, faults: [] })
    },
    learn({ steps, outcome, hash }: LifeRecord, by: Strategy) {
      const own = by.name === 'raceReversal' ? running : undefined
      const from: Candidate | undefined = own ?? (by.name === 'runOn' ? { order: 'run-on', holds: [] } : by === oldestFirstStrategy ? { order: 'oldest-first', holds: [] } : undefined)
      if (from === undefined || outcome.kind === 'failed' || learned.has(hash)) return
      learned.add(hash)
      const level: Candidate[] = []
      for (const race of racesOf(steps).slice(0, REVERSALS_PER_RUN)) {
        const hold = reversed(steps, race)
        if (from.holds.some(({ operation }) => operation === hold.operation)) continue
        // In run-on order the other task goes on once it has its turn: up to which of its operations it was waited for makes no difference.
        const until = from.order === 'run-on' ? steps[race.second]!.operation.task : hold.until
        const key = `${from.order} ${[...from.holds.map((other) => `${other.operation} > ${other.until}`), `${hold.operation} > ${until}`].sort().join(', ')}`
        if (known.has(key)) continue
        known.add(key)
        level.push({ order: from.order, holds: [...from.holds, hold] })
      }
      const depth = from.holds.length
      const same = queue.find(([candidate]) => candidate?.holds.length === depth + 1)
      if (same === undefined) queue.push(level)
      else same.push(...level)
    },
  }
}

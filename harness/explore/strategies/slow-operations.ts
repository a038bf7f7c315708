import type { Chooser } from '../../world/chooser.ts'
import { randomStream } from '../../world/random.ts'
import type { Strategy } from './strategy.ts'

/** Of the operations of a life, on average so many are slow. */
const SLOW_PER_LIFE = 1.5
/** Where the length of a life is not known yet. */
const STEPS_GUESSED = 60
/** A slow operation lets the clock go on to this many timers before it runs. The last one is more than most lives have; some have one that comes again for ever. */
const TIMERS: readonly number[] = [1, 2, 5, 100]

/**
 * A few operations of a life are slower than the timers of others: an fsync that outlasts a lease, a read that ends after its time-out. Everything else is in
 * random order. No other strategy finds a lease without a fence.
 */
export function slowOperationsStrategy(seed: string): Strategy {
  let run = 0
  let steps = STEPS_GUESSED
  return {
    name: 'slowOperations',
    next(): Chooser {
      const stream = randomStream(seed, `slow/${run++}`)
      const oneIn = Math.max(2, Math.round(steps / SLOW_PER_LIFE))
      const until = new Map<number, number>()
      let advanced = 0
      return {
        choose(ready, timers) {
          const free: number[] = []
          for (const [index, { id, process }] of ready.entries()) {
            let due = until.get(id)
            if (due === undefined) until.set(id, (due = process !== undefined && stream.integer(oneIn) === 0 ? advanced + TIMERS[stream.integer(TIMERS.length)]! : 0))
            if (due <= advanced) free.push(index)
          }
          if (free.length > 0) return free.length === 1 ? free[0]! : free[stream.integer(free.length)]!
          if (timers.size === 0) return 0
          advanced++
          return 'advance clock'
        },
      }
    },
    learn: (record) => {
      steps = Math.max(1, record.stepCount)
    },
  }
}

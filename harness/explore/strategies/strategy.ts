import { oldestFirst, runOn, type Chooser } from '../../world/chooser.ts'
import { randomStream } from '../../world/random.ts'

/** Decides the schedules of the runs of one input, one run after another. */
export interface Strategy {
  readonly name: string
  /** The chooser of its next run. */
  next(): Chooser
}

export const oldestFirstStrategy: Strategy = { name: 'oldestFirst', next: oldestFirst }
export const runOnStrategy: Strategy = { name: 'runOn', next: runOn }

/** How often a random schedule lets the clock run ahead of what is ready: an operation is then slower than the next timer. */
const ADVANCE_ONE_IN = 16

/** Every choice is uniform among what is ready. */
export function randomStrategy(seed: string): Strategy {
  let run = 0
  return {
    name: 'random',
    next: () => {
      const stream = randomStream(seed, `schedule/${run++}`)
      return {
        choose: (ready, timers) => {
          if (timers.size > 0 && stream.integer(ADVANCE_ONE_IN) === 0) return 'advance clock'
          return ready.length === 1 ? 0 : stream.integer(ready.length)
        },
      }
    },
  }
}

/** The portfolio: run 1 oldest first, run 2 run-on (these two alone find most defects), then random. */
export function portfolio(seed: string): (run: number) => Strategy {
  const random = randomStrategy(seed)
  return (run) => (run === 0 ? oldestFirstStrategy : run === 1 ? runOnStrategy : random)
}

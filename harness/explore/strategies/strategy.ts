import { oldestFirst, runOn, type Chooser } from '../../world/chooser.ts'
import { randomStream } from '../../world/random.ts'
import type { LifeRecord } from '../life-record.ts'

/** Decides the schedules of the runs of one input, one run after another. */
export interface Strategy {
  readonly name: string
  /** The chooser of its next run. */
  next(): Chooser
  /** Told of every run, also of those that another strategy decided. */
  learn?(record: LifeRecord, by: Strategy): void
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

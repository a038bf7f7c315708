import type { LifeRecord } from '../life-record.ts'
import { raceReversalStrategy } from './race-reversal.ts'
import { slowOperationsStrategy } from './slow-operations.ts'
import { oldestFirstStrategy, randomStrategy, runOnStrategy, type Strategy } from './strategy.ts'

/** One in so many runs behind the opening ones is random: it finds what nobody thought of. */
const RANDOM_ONE_IN = 5

export interface Portfolio {
  /** Of run 0, 1, 2 … of an input. */
  of(run: number): Strategy
  learn(record: LifeRecord, by: Strategy): void
}

/**
 * Run 1 oldest first, run 2 run-on: these two alone find most defects. Then race reversal and slow operations in turn, and now and then a random schedule.
 * `turn`: where an input begins, so that inputs with few runs share all of it.
 */
export function portfolio(seed: string, turn: number): Portfolio {
  const strategies = { races: raceReversalStrategy(seed), slow: slowOperationsStrategy(seed), random: randomStrategy(seed) }
  return {
    of(run) {
      if (run < 2) return run === 0 ? oldestFirstStrategy : runOnStrategy
      const place = turn * 2 + run - 2
      if (place % RANDOM_ONE_IN === RANDOM_ONE_IN - 1) return strategies.random
      return place % 2 === 0 ? strategies.races : strategies.slow
    },
    learn(record, by) {
      for (const strategy of Object.values(strategies)) strategy.learn?.(record, by)
    },
  }
}

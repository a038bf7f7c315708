import { effectOf, type Effect } from '../statistics/effect.ts'
import { rankSum } from '../statistics/rank-sum.ts'

/** Two sides' times for equal work. Smaller is better. */
export interface Timing {
  readonly effect: Effect
  readonly p: number
  readonly verdict: TimingVerdict
}

/** `too few rounds`: no difference, however large, could be told from chance. */
export type TimingVerdict = 'slower' | 'faster' | 'same' | 'too few rounds'

export interface TimingOptions {
  /** 0.05: a change of 5 % and less is no change, however certain it is. */
  readonly margin: number
  readonly seed: string
  /** How many rows are compared together: each of them must be so much the more certain. Default: 1. */
  readonly among?: number
  /** Of the bootstrap. Default: as there. */
  readonly draws?: number
}

/** How improbable a difference must be by chance alone. */
export const SIGNIFICANCE = 0.05
/** Below four rounds a side, no order of them is improbable enough. */
export const ROUNDS_LEAST = 4

/**
 * Two conditions, because each alone raises false alarms: the difference is larger than the margin, and it is not explained by chance (Mann-Whitney,
 * p below 0.05 shared out over all rows that are compared together, as Bonferroni does).
 */
export function compareTimings(base: readonly number[], head: readonly number[], { margin, seed, among = 1, draws }: TimingOptions): Timing {
  const effect = effectOf(base, head, { seed, ...(draws !== undefined && { draws }) })
  const { p } = rankSum(head, base)
  if (Math.min(base.length, head.length) < ROUNDS_LEAST) return { effect, p, verdict: 'too few rounds' }
  const certain = p < SIGNIFICANCE / among
  if (certain && effect.ratio > 1 + margin) return { effect, p, verdict: 'slower' }
  if (certain && effect.ratio < 1 / (1 + margin)) return { effect, p, verdict: 'faster' }
  return { effect, p, verdict: 'same' }
}

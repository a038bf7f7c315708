import { compareTimings, type Timing, type TimingOptions } from './timings.ts'

/** Microseconds per record, round by round. */
export interface Samples {
  readonly base: readonly number[]
  readonly head: readonly number[]
}

export interface Confirmed {
  readonly timing: Timing
  /** A first sample looked slower: the timing is that of a second one. */
  readonly measuredAgain: boolean
}

/** The second sample is so many times as large as the first. */
export const AGAIN_TIMES = 2

/**
 * Two stages. A head that looks slower by more than the margin, certain or not, is measured anew, with more rounds; what they say counts, and nothing of the
 * first sample does. Chance does not repeat itself, code does: false alarms become rare, and a slowdown that the first sample could not prove is still found.
 * undefined where `sample` was cut short.
 */
export async function confirm(sample: (times: number) => Promise<Samples | undefined>, options: TimingOptions): Promise<Confirmed | undefined> {
  const first = await sample(1)
  if (first === undefined) return undefined
  const timing = compareTimings(first.base, first.head, options)
  if (timing.verdict === 'too few rounds' || timing.effect.ratio <= 1 + options.margin) return { timing, measuredAgain: false }
  const second = await sample(AGAIN_TIMES)
  return second === undefined ? undefined : { timing: compareTimings(second.base, second.head, { ...options, seed: `${options.seed}/again` }), measuredAgain: true }
}

import { upperTail } from './normal.ts'
import { median } from './order.ts'

/** Whether equal work took longer and longer (or less and less) while a job ran. */
export interface Drift {
  /** Change from the first sample to the last along the line of Theil and Sen, as a share of the median: 0.1 is 10 % up. */
  readonly share: number
  /** Mann and Kendall's: how probable so steady a trend is in samples without one. Two-sided, 0 to 1. */
  readonly p: number
}

/**
 * Samples of one thing in the order of time. Neither line nor test is moved by single outliers. p is the normal approximation with tie and continuity
 * correction, which needs some 8 samples. Throws a RangeError for fewer than 3.
 */
export function driftOf(samples: readonly number[]): Drift {
  if (samples.length < 3) throw new RangeError(`there are ${samples.length} samples; a drift takes at least 3`)
  const slopes: number[] = []
  let score = 0
  for (let later = 1; later < samples.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const change = samples[later]! - samples[earlier]!
      score += Math.sign(change)
      slopes.push(change / (later - earlier))
    }
  }
  const middle = median(samples)
  const share = middle === 0 ? 0 : (median(slopes) * (samples.length - 1)) / middle
  const variance = varianceOf(samples)
  const p = variance === 0 ? 1 : Math.min(1, 2 * upperTail(Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance)))
  return { share, p }
}

function varianceOf(samples: readonly number[]): number {
  const groups = new Map<number, number>()
  for (const sample of samples) groups.set(sample, (groups.get(sample) ?? 0) + 1)
  const term = (size: number): number => size * (size - 1) * (2 * size + 5)
  return (term(samples.length) - [...groups.values()].reduce((sum, size) => sum + term(size), 0)) / 18
}

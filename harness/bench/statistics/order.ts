/** What follows from the order of samples alone. All functions leave their arguments as they are and throw a RangeError for no samples. */

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

/** The value below which the share `share` (0 to 1) of the samples lies, interpolated between neighbours (type 7, as in R and NumPy). */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('a quantile of no samples was asked for')
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share is ${share}; it takes a number from 0 to 1`)
  return quantileOfSorted(Float64Array.from(samples).sort(), share)
}

export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share
  const below = Math.floor(at)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (at - below)
}

/** Median of the distances from the median: spread that one outlier does not move. Not scaled to a standard deviation. */
export function medianAbsoluteDeviation(samples: readonly number[]): number {
  const middle = median(samples)
  return median(samples.map((sample) => Math.abs(sample - middle)))
}

import { upperTail } from './normal.ts'

export interface RankSum {
  /** How many pairs (one sample of each side) have the first one above the second; a tie counts a half. From 0 to n·m. */
  readonly u: number
  /** Two-sided: how probable so uneven ranks are where both sides come from one distribution. From 0 to 1. */
  readonly p: number
  readonly method: 'exact' | 'normal'
}

/** Up to so many samples on the smaller side, and without ties, the distribution of U is counted out. Above, the normal one differs by less than 0.01. */
const EXACT_SAMPLES_MOST = 8

/**
 * The Mann-Whitney U test: do the samples of one side tend to be larger? It asks nothing of the shape of their distribution, which for latencies is skewed
 * with outliers. Small samples without ties: exact; else normal with tie correction and continuity correction. Where all samples are equal, p is 1.
 * Throws a RangeError for an empty side and for a sample that is not a number.
 */
export function rankSum(first: readonly number[], second: readonly number[]): RankSum {
  if (first.length === 0 || second.length === 0) throw new RangeError(`the sides have ${first.length} and ${second.length} samples; each takes at least 1`)
  const wrong = [...first, ...second].find((sample) => !Number.isFinite(sample))
  if (wrong !== undefined) throw new RangeError(`a sample is ${wrong}; the test takes finite numbers`)
  const { sum, ties } = ranksOf(first, second)
  const u = sum - (first.length * (first.length + 1)) / 2
  if (ties.length === 0 && Math.min(first.length, second.length) <= EXACT_SAMPLES_MOST) return { u, p: exactP(u, first.length, second.length), method: 'exact' }
  return { u, p: normalP(u, first.length, second.length, ties), method: 'normal' }
}

/** The sum of the first side's ranks, and the sizes of the groups of equal samples. */
function ranksOf(first: readonly number[], second: readonly number[]): { readonly sum: number; readonly ties: readonly number[] } {
  const all = [...first.map((value) => ({ value, ours: true })), ...second.map((value) => ({ value, ours: false }))].sort((a, b) => a.value - b.value)
  const ties: number[] = []
  let sum = 0
  for (let from = 0; from < all.length; ) {
    let to = from + 1
    while (to < all.length && all[to]!.value === all[from]!.value) to++
    if (to - from > 1) ties.push(to - from)
    for (let at = from; at < to; at++) if (all[at]!.ours) sum += (from + 1 + to) / 2
    from = to
  }
  return { sum, ties }
}

function normalP(u: number, n: number, m: number, ties: readonly number[]): number {
  const all = n + m
  const tied = ties.reduce((sum, size) => sum + size ** 3 - size, 0)
  const variance = ((n * m) / 12) * (all + 1 - tied / (all * (all - 1)))
  if (variance <= 0) return 1
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5)
  return Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)))
}

function exactP(u: number, n: number, m: number): number {
  const counts = countsOfU(n, m)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const extreme = Math.min(u, n * m - u)
  const tail = counts.slice(0, extreme + 1).reduce((sum, count) => sum + count, 0)
  return Math.min(1, (2 * tail) / total)
}

/** In how many orders of n + m different samples U has each value from 0 to n·m: the Gaussian binomial coefficient, factor by factor. */
function countsOfU(n: number, m: number): number[] {
  const counts = Array.from({ length: n * m + 1 }, (_, at) => (at === 0 ? 1 : 0))
  for (let factor = 1; factor <= Math.min(n, m); factor++) {
    const other = Math.max(n, m) + factor
    for (let at = n * m; at >= other; at--) counts[at]! -= counts[at - other]!
    for (let at = factor; at <= n * m; at++) counts[at]! += counts[at - factor]!
  }
  return counts
}

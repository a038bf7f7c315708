import { describe, expect, test } from 'vitest'
import { randomStream } from '../../world/random.ts'
import { driftOf } from './drift.ts'
import { effectOf } from './effect.ts'
import { upperTail } from './normal.ts'
import { median, medianAbsoluteDeviation, quantile } from './order.ts'
import { Durations } from './percentiles.ts'
import { rankSum } from './rank-sum.ts'

/** Known answers: SciPy 1.17.1 (`stats.norm.sf`, `stats.mannwhitneyu`, `stats.median_abs_deviation`, `stats.theilslopes`) and NumPy; the others are counted by hand. */

describe('normal distribution', () => {
  test.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1, 0.15865525393145707],
    [1.959963984540054, 0.025],
    [2.9999, 0.001350341282954925],
    [3, 0.0013498980316300933],
    [3.0001, 0.0013494549132607172],
    [5, 2.866515718791933e-7],
    [8, 6.22096057427174e-16],
    [-1, 0.8413447460685429],
  ])('upper tail of %d', (z, known) => {
    expect(Math.abs(upperTail(z) / known - 1)).toBeLessThan(1e-10)
  })
})

describe('order', () => {
  test('median, quantiles and MAD', () => {
    expect(median([3])).toBe(3)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
    expect(quantile([7, 1, 3, 10, 4], 0.9)).toBeCloseTo(8.8, 12)
    expect(quantile([7, 1, 3], 1)).toBe(7)
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1)
    const samples = [3, 1, 2]
    median(samples)
    expect(samples).toEqual([3, 1, 2])
  })

  test('no samples are refused', () => {
    expect(() => median([])).toThrow(RangeError)
    expect(() => quantile([1], 1.5)).toThrow('share is 1.5')
  })
})

describe('Mann-Whitney U', () => {
  test.each([
    { name: 'small, exact', a: [19, 22, 16, 29, 24], b: [20, 11, 17, 12], u: 17, p: 0.1111111111111111, method: 'exact' },
    { name: 'apart, exact', a: [1, 2, 3, 4, 5], b: [6, 7, 8, 9, 10, 11], u: 0, p: 0.004329004329004329, method: 'exact' },
    { name: 'interleaved, exact', a: [1, 4, 7], b: [2, 3, 5, 6, 8, 9], u: 6, p: 0.5476190476190476, method: 'exact' },
    { name: 'ties', a: [10, 12, 12, 13, 15, 15, 15, 18, 20, 21], b: [11, 12, 14, 15, 16, 18, 19, 22, 22, 25], u: 35, p: 0.27013569246619007, method: 'normal' },
    { name: 'ties in nine', a: [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3], b: [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29], u: 58, p: 0.13291945818531892, method: 'normal' },
    { name: 'shifted', a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], b: [4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 13.5, 14.5, 15.5], u: 36, p: 0.040404119588223694, method: 'normal' },
  ])('$name', ({ a, b, u, p, method }) => {
    const found = rankSum(a, b)
    expect(found).toMatchObject({ u, method })
    expect(found.p).toBeCloseTo(p, 12)
    const turned = rankSum(b, a)
    expect(turned.u).toBe(a.length * b.length - u)
    expect(turned.p).toBeCloseTo(p, 12)
  })

  test('all equal is no difference, nothing and NaN are refused', () => {
    expect(rankSum([5, 5, 5], [5, 5, 5, 5]).p).toBe(1)
    expect(() => rankSum([], [1])).toThrow('0 and 1 samples')
    expect(() => rankSum([1], [Number.NaN])).toThrow('NaN')
  })

  test('of equal distributions, one in twenty has p below 0.05', () => {
    const stream = randomStream('rank-sum', 'test')
    const draw = (): number[] => Array.from({ length: 25 }, () => Math.exp(stream.unit() * 3))
    let low = 0
    for (let trial = 0; trial < 2_000; trial++) if (rankSum(draw(), draw()).p < 0.05) low++
    // Binomial: 100 expected, standard deviation 9.7.
    expect(low).toBeGreaterThan(60)
    expect(low).toBeLessThan(140)
  })
})

describe('effect', () => {
  test('the ratio of the medians, in an interval that the seed decides', () => {
    const first = [10, 11, 12, 13, 14]
    const second = [20, 22, 24, 26, 28]
    const effect = effectOf(first, second, { seed: 'a' })
    expect(effect.ratio).toBe(2)
    expect(effect.low).toBeGreaterThanOrEqual(20 / 14)
    expect(effect.high).toBeLessThanOrEqual(28 / 10)
    expect(effect.low).toBeLessThan(2)
    expect(effect.high).toBeGreaterThan(2)
    expect(effectOf(first, second, { seed: 'a' })).toEqual(effect)
    expect(effectOf(first, second, { seed: 'b', draws: 20 })).not.toEqual(effectOf(first, second, { seed: 'a', draws: 20 }))
    expect(() => effectOf([1, 0], [1], { seed: 'a' })).toThrow('a sample is 0')
  })

  test('the interval holds the true ratio about as often as it says', () => {
    const stream = randomStream('effect', 'test')
    const draw = (middle: number): number[] => Array.from({ length: 31 }, () => middle * Math.exp((stream.unit() - 0.5) * 0.4))
    let held = 0
    for (let trial = 0; trial < 200; trial++) {
      const { low, high } = effectOf(draw(1), draw(1.15), { seed: String(trial), draws: 200 })
      if (low <= 1.15 && 1.15 <= high) held++
    }
    expect(held / 200).toBeGreaterThan(0.88)
  })
})

describe('drift', () => {
  test('a rising line', () => {
    // Kendall's S is 39 of 45 and its variance 125: z = 38 / √125.
    const drift = driftOf([3, 5, 4, 6, 8, 7, 9, 10, 12, 11])
    expect(drift.share).toBeCloseTo(9 / 7.5, 12)
    expect(drift.p).toBeCloseTo(2 * upperTail(38 / Math.sqrt(125)), 12)
    expect(drift.p).toBeLessThan(0.001)
  })

  test('no trend, one outlier, ties', () => {
    expect(driftOf([5, 5, 5, 5])).toEqual({ share: 0, p: 1 })
    expect(driftOf([5, 6, 5, 6, 900, 5, 6, 5, 6]).p).toBeGreaterThan(0.3)
    // S = 4 + 1 − 0 of 1, 1, 2, 2: four rising pairs; variance (4·3·13 − 2·(2·1·9)) / 18.
    expect(driftOf([1, 1, 2, 2]).p).toBeCloseTo(2 * upperTail(3 / Math.sqrt((156 - 36) / 18)), 12)
    expect(() => driftOf([1, 2])).toThrow('2 samples')
  })
})

describe('durations', () => {
  test('percentiles of 1 to 10,000 ms, within a thousandth', () => {
    const durations = new Durations()
    expect(durations.percentiles()).toBeUndefined()
    for (let ms = 1; ms <= 10_000; ms++) durations.record(ms)
    const { count, p50, p99, p999, max } = durations.percentiles()!
    expect(count).toBe(10_000)
    for (const [found, known] of [[p50, 5_000], [p99, 9_900], [p999, 9_990], [max, 10_000]] as const) expect(Math.abs(found / known - 1)).toBeLessThan(0.001)
  })

  test('two histograms together, and nothing below a nanosecond', () => {
    const first = new Durations()
    const second = new Durations()
    first.record(0)
    second.record(2)
    first.add(second)
    first.add(new Durations())
    expect(first.count).toBe(2)
    expect(first.percentiles()!.max).toBeCloseTo(2, 2)
  })
})

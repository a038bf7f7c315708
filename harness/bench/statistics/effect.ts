import { randomStream, type RandomStream } from '../../world/random.ts'
import { median, quantileOfSorted } from './order.ts'

/** How much larger the second side is: the ratio of the medians, with an interval that holds it with the stated confidence. */
export interface Effect {
  /** 1.15: the second side is 15 % above the first. */
  readonly ratio: number
  readonly low: number
  readonly high: number
}

export interface EffectOptions {
  readonly seed: string
  /** Default: 0.95. */
  readonly confidence?: number
  /** How often both sides are drawn anew. Default: 2,000. */
  readonly draws?: number
}

const CONFIDENCE = 0.95
const DRAWS = 2_000

/**
 * Percentile bootstrap. The same samples and seed give the same interval everywhere. With fewer than some ten samples a side the interval is too narrow.
 * Throws a RangeError for an empty side, and for samples that are not above 0.
 */
export function effectOf(first: readonly number[], second: readonly number[], { seed, confidence = CONFIDENCE, draws = DRAWS }: EffectOptions): Effect {
  const wrong = [...first, ...second].find((sample) => !(sample > 0 && Number.isFinite(sample)))
  if (wrong !== undefined) throw new RangeError(`a sample is ${wrong}; a ratio takes numbers above 0`)
  const ratio = median(second) / median(first)
  const stream = randomStream(seed, 'bootstrap')
  const drawn = Float64Array.from({ length: draws }, () => drawnMedian(second, stream) / drawnMedian(first, stream)).sort()
  const outside = (1 - confidence) / 2
  return { ratio, low: quantileOfSorted(drawn, outside), high: quantileOfSorted(drawn, 1 - outside) }
}

function drawnMedian(samples: readonly number[], stream: RandomStream): number {
  return quantileOfSorted(Float64Array.from({ length: samples.length }, () => samples[stream.integer(samples.length)]!).sort(), 0.5)
}

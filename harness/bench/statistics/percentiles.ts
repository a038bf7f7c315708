import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** Milliseconds, at most 0.1 % off. */
export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

const NANOSECONDS = 1e6

/** Durations in a histogram of fixed size (HdrHistogram, as Node has it): millions of them cost no memory and no sorting. */
export class Durations {
  readonly #histogram: RecordableHistogram = createHistogram({ figures: 3 })

  /** Below one nanosecond counts as one. */
  record(milliseconds: number): void {
    this.#histogram.record(Math.max(1, Math.round(milliseconds * NANOSECONDS)))
  }

  /** Takes in what another one holds. */
  add(other: Durations): void {
    if (other.count > 0) this.#histogram.add(other.#histogram)
  }

  get count(): number {
    return this.#histogram.count
  }

  /** undefined where nothing was recorded. */
  percentiles(): Percentiles | undefined {
    if (this.#histogram.count === 0) return undefined
    const at = (percent: number): number => this.#histogram.percentile(percent) / NANOSECONDS
    return { count: this.#histogram.count, p50: at(50), p99: at(99), p999: at(99.9), max: this.#histogram.max / NANOSECONDS }
  }
}

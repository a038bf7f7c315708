import { Durations } from '../../harness/bench/statistics/percentiles.ts'
import type { Clock } from '../../harness/host/host.ts'

/** Streams that speak at the same time. */
export interface PaceOptions {
  readonly streams: number
  /** Tokens per second that each one offers, whether or not earlier ones were taken. */
  readonly rate: number
  readonly seconds: number
}

export interface PaceResult {
  /** Tokens that were due. */
  readonly offered: number
  /** Of these, in the journal, and shown, when the time was over. Nobody waits for the others. */
  readonly shown: number
  /** Streams whose next token had then been due for longer than `BEHIND_MS`. */
  readonly behind: number
  /** From the moment at which a token was due until it was shown, so that no stall is hidden by the tokens that it held up. */
  readonly append: Durations
  /** From there until it was on the medium; of one token in eight. */
  readonly durable: Durations
}

export const BEHIND_MS = 1_000
/** Following a token to the medium costs time itself. */
const FOLLOWED_ONE_IN = 8
/** How often due tokens are handed out. Timers are no finer. */
const TICK_MS = 2

/** Says when each stream's next token is due, with one timer for all, and notes what became of it. The tokens of the streams are due at moments of their own, evenly spread. */
export class Pace {
  readonly #clock: Clock
  readonly #options: PaceOptions
  readonly #gapMs: number
  readonly #shown: number[]
  readonly #append = new Durations()
  readonly #durable = new Durations()
  readonly #waiting = new Map<number, { readonly dueMs: number; readonly wake: () => void }>()
  readonly #begun: Promise<void>
  #begin!: () => void
  #startMs = 0
  #isOver = false

  constructor(clock: Clock, options: PaceOptions) {
    this.#clock = clock
    this.#options = options
    this.#gapMs = 1_000 / options.rate
    this.#shown = Array.from({ length: options.streams }, () => 0)
    this.#begun = new Promise((resolve) => (this.#begin = resolve))
  }

  /** The numbers of a stream's tokens, each when it is due; a stream that is late gets the next one at once. Ends when the time is over. */
  async *tokens(stream: number): AsyncGenerator<number> {
    await this.#begun
    for (let number = 0; number < this.#count; number++) {
      const dueMs = this.#dueMs(stream, number)
      if (this.#clock.monotonic() < dueMs) await new Promise<void>((wake) => this.#waiting.set(stream, { dueMs, wake }))
      if (this.#isOver) return
      yield number
    }
  }

  /** The stream's next token is in the journal, and shown. `durable`: asked for some, resolves when it is on the medium. */
  took(stream: number, durable: () => Promise<unknown>): void {
    if (this.#isOver) return
    const number = this.#shown[stream]!++
    const dueMs = this.#dueMs(stream, number)
    this.#append.record(this.#clock.monotonic() - dueMs)
    if (number % FOLLOWED_ONE_IN !== 0) return
    const onMedium = (): void => this.#durable.record(this.#clock.monotonic() - dueMs)
    // A journal that failed says so to those who append.
    durable().then(onMedium, () => undefined)
  }

  /** Lets all streams speak for as long as they are to. */
  async run(signal?: AbortSignal): Promise<PaceResult> {
    this.#startMs = this.#clock.monotonic() + this.#gapMs
    this.#begin()
    const endMs = this.#startMs + this.#options.seconds * 1_000
    for (let nowMs = this.#clock.monotonic(); nowMs < endMs && signal?.aborted !== true; nowMs = this.#clock.monotonic()) {
      this.#wake(nowMs)
      await this.#clock.sleep(TICK_MS)
    }
    this.#isOver = true
    this.#wake(Number.POSITIVE_INFINITY)
    return this.#resultAt(Math.min(endMs, this.#clock.monotonic()))
  }

  get #count(): number {
    return Math.round(this.#options.rate * this.#options.seconds)
  }

  #dueMs(stream: number, number: number): number {
    return this.#startMs + this.#gapMs * (number + stream / this.#options.streams)
  }

  #wake(nowMs: number): void {
    for (const [stream, { dueMs, wake }] of this.#waiting) {
      if (dueMs > nowMs) continue
      this.#waiting.delete(stream)
      wake()
    }
  }

  #resultAt(atMs: number): PaceResult {
    const shown = this.#shown
    const due = shown.map((_, stream) => Math.max(0, Math.min(this.#count, Math.floor((atMs - this.#dueMs(stream, 0)) / this.#gapMs) + 1)))
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
    return {
      offered: sum(due),
      shown: sum(shown),
      behind: shown.filter((number, stream) => number < due[stream]! && atMs - this.#dueMs(stream, number) > BEHIND_MS).length,
      append: this.#append,
      durable: this.#durable,
    }
  }
}

import type { Json } from '../check/json.ts'
import type { AppendStore } from './append-store.ts'
import { Durations } from './statistics/percentiles.ts'

/** What the streams of one round do. */
export interface LoadOptions {
  readonly stores: readonly AppendStore[]
  /** What a stream appends as its `number`-th record, from 0. */
  readonly record: (number: number) => Json
  /** Records of one stream under way at once. With a rate it does not count. */
  readonly window: number
  /** The round ends after this many records of all streams together, */
  readonly records: number
  /** or after so many milliseconds. */
  readonly ms: number
  /** Records per second that each stream offers, whether or not earlier ones were answered. Absent: each stream goes as fast as it is answered. */
  readonly rate?: number
  /** What is not answered so many milliseconds after the round has ended is not waited for. */
  readonly drainMs: number
  readonly now: () => number
  readonly sleep: (ms: number, options?: { readonly signal?: AbortSignal }) => Promise<void>
  /** Ends the round early. */
  readonly signal?: AbortSignal
}

export interface LoadResult {
  readonly offered: number
  readonly acknowledged: number
  /** From the first call to the last answer that counts. */
  readonly ms: number
  /** From call to answer; with a rate, from the moment at which the record was due, so that a stall is not hidden by the records that it held up. */
  readonly append: Durations
  /** From there until the record is on the medium; of a sample, and only from stores that tell. */
  readonly durable: Durations
  /** What was offered and not acknowledged when the waiting ended: 0 for a policy that keeps up. */
  readonly backlog: number
  /** Bytes of JSON in the acknowledged records. */
  readonly payload: number
}

/** One of so many records is followed to the medium: following costs time itself. With a rate every one is. */
const FOLLOWED_ONE_IN = 32
/** With a rate: how often due records are handed out. Timers are no finer. */
const TICK_MS = 2

/** Runs the streams. Rejects with the first error of an append. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { now, sleep, ms, drainMs } = options
  const round = new Round(options)
  const done = options.rate === undefined ? atFullSpeed(round, options) : offered(round, options, options.rate)
  const waiting = new AbortController()
  const limit = sleep(ms + drainMs, { signal: waiting.signal }).catch(() => undefined)
  try {
    await Promise.race([done, limit])
  } finally {
    waiting.abort()
    // What is still under way may fail when nobody waits for it any more.
    done.catch(() => undefined)
    round.over = true
  }
  return { ...round.counts, ms: Math.max(round.lastMs - round.startMs, 0), append: round.append, durable: round.durable, backlog: round.counts.offered - round.counts.acknowledged, payload: round.payload }

  /** So many lanes per stream as may be under way at once, each with one record at a time. */
  function atFullSpeed(on: Round, { stores, window }: LoadOptions): Promise<unknown> {
    const lanes = stores.flatMap((store) => {
      const stream = { next: 0 }
      return Array.from({ length: window }, () => new Lane(on, store, stream))
    })
    return Promise.all(lanes.map((lane) => lane.run()))
  }

  /** Each stream's records are due at moments of its own, evenly spread. */
  async function offered(on: Round, { stores }: LoadOptions, rate: number): Promise<void> {
    const gapMs = 1_000 / rate
    const streams = stores.map((store, index) => ({ store, number: 0, dueMs: on.startMs + (gapMs * index) / stores.length }))
    const underWay = new Set<Promise<void>>()
    let failed: Promise<void> | undefined
    while (failed === undefined && on.goesOn()) {
      const nowMs = now()
      for (const stream of streams) {
        for (; stream.dueMs <= nowMs && on.goesOn(); stream.dueMs += gapMs) {
          const one = on.perform(stream.store, stream.number++, stream.dueMs)
          underWay.add(one)
          one.then(
            () => void underWay.delete(one),
            () => void (failed ??= one),
          )
        }
      }
      await sleep(TICK_MS)
    }
    await Promise.all([failed, ...underWay])
  }
}

/** Counts what the streams of one round do. */
class Round {
  readonly counts = { offered: 0, acknowledged: 0 }
  readonly append: Durations = new Durations()
  readonly durable: Durations = new Durations()
  readonly startMs: number
  lastMs: number
  payload = 0
  /** Nothing counts any more. */
  over = false
  readonly #options: LoadOptions
  readonly #followedOneIn: number
  readonly #sizes = new Map<Json, number>()

  constructor(options: LoadOptions) {
    this.#options = options
    this.#followedOneIn = options.rate === undefined ? FOLLOWED_ONE_IN : 1
    this.startMs = options.now()
    this.lastMs = this.startMs
  }

  goesOn(nowMs: number = this.#options.now()): boolean {
    const { records, ms, signal } = this.#options
    return !this.over && this.counts.offered < records && nowMs - this.startMs < ms && signal?.aborted !== true
  }

  async perform(store: AppendStore, number: number, dueMs: number): Promise<void> {
    const record = this.offer(number)
    const answer = await store.append(record)
    this.answered(store, number, record, dueMs, answer)
  }

  offer(number: number): Json {
    this.counts.offered++
    return this.#options.record(number)
  }

  /** `number`: of its stream, from 0. */
  answered(store: AppendStore, number: number, record: Json, dueMs: number, answer: unknown): void {
    if (this.over) return
    this.counts.acknowledged++
    this.payload += this.#bytesOf(record)
    this.lastMs = this.#options.now()
    this.append.record(this.lastMs - dueMs)
    if (store.durable !== undefined && number % this.#followedOneIn === 0) void this.#follow(store.durable(answer), dueMs)
  }

  /** The records of a load come again and again. */
  #bytesOf(record: Json): number {
    let bytes = this.#sizes.get(record)
    if (bytes === undefined) this.#sizes.set(record, (bytes = Buffer.byteLength(JSON.stringify(record))))
    return bytes
  }

  async #follow(durable: Promise<unknown>, dueMs: number): Promise<void> {
    try {
      await durable
      if (!this.over) this.durable.record(this.#options.now() - dueMs)
    } catch {
      // The append that failed rejects as well, and is told.
    }
  }
}

/**
 * One record after the other. Thousands of lanes wait at once, and what they keep meanwhile, the garbage collector copies again and again: so nothing but the
 * answer's promise is made per record.
 */
class Lane {
  readonly #round: Round
  readonly #store: AppendStore
  readonly #stream: { next: number }
  #number = 0
  #record: Json = null
  #dueMs: number
  #end: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined

  constructor(round: Round, store: AppendStore, stream: { next: number }) {
    this.#round = round
    this.#store = store
    this.#stream = stream
    this.#dueMs = round.startMs
  }

  /** Resolves when the round is over; rejects with the error of an append. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#end = resolve
      this.#fail = reject
      this.#next()
    })
  }

  #next(): void {
    // Its answer came just now: the clock is asked once for each record.
    if (!this.#round.goesOn(this.#dueMs)) return this.#end()
    this.#number = this.#stream.next++
    this.#record = this.#round.offer(this.#number)
    this.#store.append(this.#record).then(this.#answered, this.#fail)
  }

  readonly #answered = (answer: unknown): void => {
    this.#round.answered(this.#store, this.#number, this.#record, this.#dueMs, answer)
    this.#dueMs = this.#round.lastMs
    this.#next()
  }
}

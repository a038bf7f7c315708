import type { SaveCost } from '../../scenarios/session-store/bench.ts'
import type { Machine } from '../bench/machine.ts'
import type { Percentiles } from '../bench/statistics/percentiles.ts'

/** What `npm run bench:store` writes with `--json`. Every time is in milliseconds. */
export interface StoreBenchResult {
  readonly version: 1
  readonly kind: 'powercut bench:store'
  readonly powercut: string
  /** ISO 8601. */
  readonly at: string
  readonly interrupted: boolean
  readonly machine: Machine
  /** Why timings here say little about a real disk; null where an fsync reaches a device. */
  readonly nothingCosts: string | null
  /** Exact: equal on every machine. */
  readonly saves: readonly SaveCost[]
  readonly sessions: readonly SessionRow[]
  /** null where it was not asked for, or cut short. */
  readonly list: ListRow | null
  readonly streams: readonly StreamsRow[]
}

/** The processes that were running or waiting for the disk, on average over the minute before: what the machine did besides. */
export interface Load {
  readonly load: number
}

export interface SessionRow extends Load {
  readonly messages: number
  readonly save: Percentiles
  readonly loadFromFile: Percentiles
  readonly loadAgain: Percentiles
}

export interface ListRow extends Load {
  readonly sessions: number
  readonly messagesEach: number
  readonly openFromFiles: Percentiles
  readonly openFromIndex: Percentiles
  readonly list: Percentiles
  /** Bytes of heap that each session takes in an open store that nobody asks for its messages. */
  readonly heapPerIdleSession: number
}

/** What one child process measured. */
export interface StreamsMeasure {
  readonly offered: number
  readonly shown: number
  readonly behind: number
  readonly append: Percentiles | null
  readonly durable: Percentiles | null
  readonly beginMs: number
  /** Bytes of heap per stream, all of its tokens said. */
  readonly heapPerStream: number
  /** Seconds of processor time per second. */
  readonly cpu: number
}

export interface StreamsRow extends Load, StreamsMeasure {
  readonly through: StreamsThrough
  readonly policy: string
  readonly streams: number
  readonly rate: number
  readonly seconds: number
}

/**
 * The chat server as it is opened without options, and with either of them; event by event: `coalesce` false. Journals: the same tokens with nothing
 * around them.
 */
export type StreamsThrough = 'chat server' | 'chat server, shared log' | 'chat server, event by event' | 'journals, file per run' | 'journals, shared log'

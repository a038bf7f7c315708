import type { Answer } from './answer.ts'
import type { DeviceLoop } from './contenders/device-loop.ts'
import type { Loss, Lost } from './loss.ts'
import type { Machine } from './machine.ts'
import type { SyncCall } from './metered-host.ts'
import type { Drift } from './statistics/drift.ts'
import type { Percentiles } from './statistics/percentiles.ts'

/** What `powercut bench` writes. Every time is in milliseconds unless its name says otherwise. */
export interface BenchResult {
  readonly version: 1
  readonly kind: 'powercut bench'
  readonly powercut: string
  readonly seed: string
  /** Records per second that each stream offered; null: as fast as it was answered. */
  readonly rate: number | null
  /** ISO 8601. */
  readonly at: string
  readonly interrupted: boolean
  readonly load: SimulatedLoad
  /** Exact: equal on every machine. */
  readonly simulated: readonly SimulatedRow[]
  readonly places: readonly Place[]
}

/** What the simulated computer was given to do. */
export interface SimulatedLoad {
  readonly streams: number
  /** Records per second and stream. */
  readonly rate: number
  readonly seconds: number
  /** At which the computer was stopped. */
  readonly moments: number
  readonly profiles: readonly string[]
}

/** Names what a row is of. */
export interface RowKey {
  readonly contender: string
  readonly policy: string
  readonly call: SyncCall
}

export interface SimulatedRow extends RowKey, Loss {}

/** One folder or file system that was measured. */
export interface Place {
  /** As asked for: `chosen folder`, or the kind of file system that was made. */
  readonly name: string
  readonly machine: Machine
  readonly device: readonly DeviceLoop[]
  readonly rows: readonly BenchRow[]
  /** Of a loop of plain writes and syncs that ran between all others; null where it ran too seldom. */
  readonly drift: Drift | null
  /** null where nothing was measured that can be simulated. */
  readonly answer: Answer | null
  /** What could not be measured, and why: one sentence each. */
  readonly skipped: readonly string[]
}

export interface BenchRow extends RowKey {
  readonly streams: number
  /** Records of one stream that were under way at once. */
  readonly window: number
  readonly rounds: number
  /** Of the round in the middle: a stall of the machine in one of them counts for nothing, nor does the first, in which code is not compiled yet. */
  readonly recordsPerSecond: number
  /** Microseconds per record, round by round. */
  readonly samples: readonly number[]
  readonly append: Percentiles | null
  /** From the append until the record is on the medium; null where the store does not tell or it never happened. */
  readonly durable: Percentiles | null
  /** null for what goes past the host and cannot be counted. */
  readonly syncsPerSecond: number | null
  readonly bytesPerPayloadByte: number | null
  /** Microseconds of processor time, the driver's included. */
  readonly cpuPerRecord: number
  /** Records offered and not acknowledged 10 s after the load ended; 0: it keeps up. */
  readonly backlog: number
  /** What a crash takes, simulated with the latencies measured here; null for what cannot be simulated. */
  readonly lost: { readonly processDeath: Lost; readonly powerCut: Readonly<Record<string, Lost>>; readonly broken: string | null } | null
}

import type { RottenBit } from '../disk/bit-rot.ts'
import type { DiskOptions } from '../disk/image.ts'
import type { Json } from './json.ts'

/**
 * An operation's name that survives small code changes: `process/task/operation path-role #count`, for example `server/cleanup/rename session.json #1`.
 * The count is the ordinal of this operation by this task on this path role, in the order in which they were issued, within one life.
 */
export type Label = string

/** Everything that decides one run, as plain JSON. The same plan gives the same bytes on every machine. */
export interface Plan {
  readonly version: 1
  readonly scenario: string
  readonly input: Json
  readonly disk: DiskOptions
  readonly randomSeed: string
  readonly lives: readonly Life[]
}

/** The time between a boot and the next crash of the whole computer. */
export interface Life {
  readonly order: 'run-on' | 'oldest-first'
  readonly holds: readonly Hold[]
  readonly faults: readonly PlannedFault[]
  /** Absent: the life ends when its work has ended. */
  readonly crash?: Crash
}

/** `operation` waits until `until` has run; with null, until nothing else can run, timers included. */
export interface Hold {
  readonly operation: Label
  readonly until: Label | null
}

export interface PlannedFault {
  readonly fault: string
  readonly at: Label
  readonly options: Json
}

export interface Crash {
  readonly kind: 'clean stop' | 'process death' | 'power cut'
  /** The last operation that was performed. null: before the first one. */
  readonly after: Label | null
  /** `performed`: its effect is there, the code that awaited it has not gone on. `settled`: all that followed from it has run. */
  readonly moment: 'performed' | 'settled'
  /** Virtual milliseconds in which nothing happened between `after` and the crash. */
  readonly waitMs: number
  /** Virtual milliseconds since the world began. */
  readonly atMs: number
  /** Virtual milliseconds to the next boot, in which the wall clock goes on, counted from the first whole second after the crash. Absent: 1,000. */
  readonly downMs?: number
  /** `gone`: clients end with the computer. `live on`: they go on in the next life, with `ProcessDied` for what they awaited. */
  readonly clients: 'gone' | 'live on'
  /** Differences from "all that was written survived". */
  readonly image: readonly PlannedDifference[]
  /** Bits that are not as they were written. Absent: none. */
  readonly rot?: readonly RottenBit[]
}

export interface PlannedDifference {
  readonly operation: Label
  readonly part: 'name' | 'old name' | 'data' | 'size'
  readonly form: 'lost' | 'zeros' | 'garbage' | { readonly cutAt: number }
  readonly range?: readonly [from: number, to: number]
}

/** How well a plan fitted the code it was replayed on. A repro never passes silently. */
export type Fit = 'exact' | { readonly loose: readonly Label[] } | { readonly outdated: readonly Label[] }

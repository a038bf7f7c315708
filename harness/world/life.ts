import type { Disk } from '../disk/disk.ts'
import type { Chooser } from './chooser.ts'
import type { Latency } from './latency.ts'
import type { Operation } from './operation.ts'

/** Milliseconds since 1970 at which every world begins: the start of 2030. */
export const EPOCH_MS = 1_893_456_000_000
/** A life that takes more steps does not come to rest. */
export const STEP_LIMIT = 1_000_000
/** After `heal()` the code under test has this many steps to come to rest. */
export const STEP_LIMIT_HEALED = 100_000
/** After so many steps in which no client got on and nothing was written, it does not come to rest: timers alone go on. */
export const STEP_LIMIT_IDLE = 20_000
/** A pause of the whole computer that is longer than this, in ms, is a crash point of its own: same state, later time. */
export const WAIT_MS = 1

/** A moment at which the whole computer may stop: lengths of the log and of the history, taken when all is quiet (or, `performed`, just before). */
export interface CrashPoint {
  /** Number of steps performed; the last of them is what the crash comes after. */
  readonly step: number
  readonly moment: 'performed' | 'settled'
  readonly log: number
  readonly history: number
  readonly atMs: number
  /** The body of the life has returned. */
  readonly returned: boolean
}

/** What a life needs to know from whoever runs it (the stage). */
export interface LifeBody {
  begin(): void
  /** True when all bodies have ended. */
  finished(): boolean
  historyLength(): number
  /** True when the body that gives the life its result has returned. */
  returned?(): boolean
  /** What is still awaited, in words, for *stuck*. */
  awaited(): string
  /** Asked at every crash point of a recorded life; true stops the computer there. */
  crashAt?(point: CrashPoint): boolean
}

/** How a life ended. */
export type LifeOutcome =
  | { readonly kind: 'ended' }
  | { readonly kind: 'crashed' }
  | { readonly kind: 'stuck'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: unknown; readonly process: string | undefined }

export interface WorldOptions {
  readonly disk: Disk
  readonly randomSeed: string
  readonly chooser?: Chooser
  readonly latency?: Latency
  /** 1 for the first life. Default: 1. */
  readonly life?: number
  /** Virtual milliseconds since the world began. Default: 0. */
  readonly startMs?: number
  /** Give tasks their exact identity: see `context.ts`. Default: as `labels`. */
  readonly tasks?: boolean
  /**
   * The life is given up (it ends as *crashed*, and the world says `gaveUp`) where two operations could run: until then the order is the same whichever
   * task issued what. Default: false.
   */
  readonly oneByOne?: boolean
  /** Give every operation a label, and tasks their exact identity. Default: false. */
  readonly labels?: boolean
  /** Keep what was performed, and the crash points. Default: false. */
  readonly record?: boolean
  /** Capture where in the code each operation was issued: 6 to 8 times slower. Default: false. */
  readonly stacks?: boolean
}

/** An operation that was performed: all that is kept of it. The whole one would keep its process alive, and all that this holds. */
export interface Performed extends Pick<Operation, 'id' | 'kind' | 'label' | 'path' | 'stack'> {
  /** The name of its process; undefined: a client. */
  readonly process: string | undefined
  /** Unique within a life: `server/append-2`. */
  readonly task: string
}

/** What was performed, in order. */
export interface Step {
  readonly operation: Performed
  readonly atMs: number
  readonly logFrom: number
  readonly logTo: number
  /** Operations issued so far, when it was performed: what has a higher `id` may follow from it. */
  readonly issued: number
  readonly error: unknown
  /** The number it gave; undefined where it was none. */
  readonly result: number | undefined
}

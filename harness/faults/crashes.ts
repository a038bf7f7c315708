import type { Fault } from '../check/scenario.ts'
import { anywhere, field, type FaultInLife } from './fault-in-life.ts'

/**
 * The two ways in which the whole computer stops. They must never be mixed up.
 *
 * - process death (SIGKILL of every process): user-space memory is gone; the page cache survives, dirty. The write in flight may be cut at a
 *   4,096-byte file offset; nothing else is torn and nothing that was written is lost.
 * - power cut: only what the disk's profile allows is there afterwards.
 *
 * The search stops the computer at every moment at which a crash can make a difference; these rows only switch a kind of crash on.
 */
export interface CrashOptions {
  /** Crash again while recovering, up to this many crashes in one run (1 to 4). Default: 2. */
  readonly crashes?: number
}

export interface ProcessDeathOptions extends CrashOptions {
  /** Also kill one process while the others live. Default: false. */
  readonly single?: boolean
}

export function processDeath(options: ProcessDeathOptions = {}): Fault {
  return { name: 'processDeath', options: { crashes: crashCount(options), single: options.single ?? false } }
}

export function powerCut(options: CrashOptions = {}): Fault {
  return { name: 'powerCut', options: { crashes: crashCount(options) } }
}

/** One process is killed while the others live: before one of its operations, or when that had its effect and the process did not learn of it. */
export const processDeathInLife: FaultInLife = {
  firesAt: anywhere,
  draw: (_options, _operation, stream) => ({ fault: 'processDeath', moment: stream.integer(2) === 0 ? 'before' : 'after' }),
  read: (options) => {
    const moment = field(options, 'moment') ?? 'before'
    return moment === 'before' || moment === 'after' ? { fault: 'processDeath', moment } : undefined
  },
}

function crashCount({ crashes = 2 }: CrashOptions): number {
  if (!Number.isInteger(crashes) || crashes < 1 || crashes > 4) throw new RangeError(`crashes is ${crashes}; it takes a whole number from 1 to 4`)
  return crashes
}

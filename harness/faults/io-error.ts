import type { Fault } from '../check/scenario.ts'
import { fitsPaths } from '../disk/path-pattern.ts'
import { checkedPaths, field, type FaultInLife } from './fault-in-life.ts'

/** Operations that can fail with EIO. `close` tells no errors on local file systems; for syncs, which lose data when they fail, there is `fsyncError`. */
const OPERATIONS = [
  'open', 'read', 'write', 'ftruncate', 'truncate', 'fstat', 'stat', 'lstat', 'readlink', 'rename', 'link', 'symlink', 'unlink', 'mkdir', 'rmdir', 'readdir', 'access',
] as const

export type IoErrorOperation = (typeof OPERATIONS)[number]

/** An operation rejects with `EIO` and has no effect: a bad sector, a disk that was pulled out. The rest of the disk works. */
export interface IoErrorOptions {
  /** Default: `read` and `write`. */
  readonly operations?: readonly IoErrorOperation[]
  /** Only on these: absolute paths, `*` stands for any text. A descriptor has the path that it was opened with, a rename its destination. Default: all. */
  readonly paths?: readonly string[]
  /**
   * Only at the n-th of these operations on these paths, counted from 1 over all processes since the boot of the first life; 1 to 1,000,000. Where fewer come, it does
   * not fire, and the scenario is not exercised. Default: any, drawn evenly.
   */
  readonly nth?: number
  /** `for good`: this operation on this path fails until the faults are healed or the computer stops. Default: both, drawn evenly. */
  readonly lasts?: 'once' | 'for good'
}

const NTH_MAX = 1_000_000

/** Throws a RangeError for an operation that cannot fail or a number that is out of range, a TypeError for a relative path. */
export function ioError(options: IoErrorOptions = {}): Fault {
  const operations: readonly string[] = options.operations ?? ['read', 'write']
  const known: readonly string[] = OPERATIONS
  const unknown = operations.find((name) => !known.includes(name))
  if (unknown !== undefined || operations.length === 0) throw new RangeError(`operations is ${JSON.stringify(operations)}; it takes one or more of ${OPERATIONS.join(', ')}; for syncs use fsyncError()`)
  const { lasts, nth } = options
  if (nth !== undefined && !isNth(nth)) throw new RangeError(`nth is ${String(nth)}; it takes a whole number from 1 to 1,000,000, or nothing for any`)
  if (lasts !== undefined && !isLasts(lasts)) throw new RangeError(`lasts is ${JSON.stringify(lasts)}; it takes 'once' or 'for good', or nothing for both`)
  return { name: 'ioError', options: { operations, paths: checkedPaths(options.paths), lasts: lasts === undefined ? ['once', 'for good'] : [lasts], ...(nth !== undefined && { nth }) } }
}

export const ioErrorInLife: FaultInLife = {
  firesAt: ({ kind, path }, options) => (field(options, 'operations') as readonly string[]).includes(kind.name) && fitsPaths(path, field(options, 'paths') as readonly string[]),
  nth: (options) => field(options, 'nth') as number | undefined,
  draw: (options, _operation, stream) => {
    const lasts = field(options, 'lasts') as readonly ('once' | 'for good')[]
    return { fault: 'ioError', lasts: lasts[stream.integer(lasts.length)]! }
  },
  read: (options) => {
    const lasts = field(options, 'lasts')
    return isLasts(lasts) ? { fault: 'ioError', lasts } : undefined
  },
}

function isNth(nth: number): boolean {
  return Number.isInteger(nth) && nth >= 1 && nth <= NTH_MAX
}

function isLasts(lasts: unknown): lasts is 'once' | 'for good' {
  return lasts === 'once' || lasts === 'for good'
}

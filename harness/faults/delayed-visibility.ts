import type { Json } from '../check/json.ts'
import type { Fault } from '../check/scenario.ts'
import { fitsPaths } from '../disk/path-pattern.ts'
import { checkedPaths, field, type FaultInLife } from './fault-in-life.ts'

/**
 * What one process changes, other processes see later, as through the caches of a network file system: a new file is missing, then has no bytes, then a
 * prefix, then all; its size may be ahead of its bytes, which then read NUL; a listing and `open` may disagree. A process reads its own writes, a reader
 * never goes back in time on one file, and everything is seen within the longest delay. It goes on until the faults are healed or the computer stops.
 */
export interface DelayedVisibilityOptions {
  /** What is seen late: absolute paths, `*` stands for any text. Default: all. */
  readonly paths?: readonly string[]
  /** What is never seen late (locks, fences), though `paths` has it. Default: nothing. */
  readonly coherent?: readonly string[]
  /** Names of the processes that see it late. Default: all. */
  readonly readers?: readonly string[]
  /** Virtual milliseconds, 1 to 10^9: the longest delay of a run is drawn log-uniformly from 1 to this. Default: 60,000, that of NFS for directories. */
  readonly delayMsMax?: number
}

/** Throws a RangeError for a delay that is out of range, a TypeError for a relative path. */
export function delayedVisibility(options: DelayedVisibilityOptions = {}): Fault {
  const { delayMsMax = 60_000, readers = [] } = options
  if (!(delayMsMax >= 1 && delayMsMax <= 1e9)) throw new RangeError(`delayMsMax is ${delayMsMax}; it takes milliseconds from 1 to 1,000,000,000`)
  return { name: 'delayedVisibility', options: { paths: checkedPaths(options.paths), coherent: checkedPaths(options.coherent), readers, delayMsMax } }
}

/** What changes a file or a name. */
const CHANGES: ReadonlySet<string> = new Set(['open', 'write', 'ftruncate', 'truncate', 'rename', 'link', 'symlink', 'unlink', 'mkdir', 'rmdir'])

export const delayedVisibilityInLife: FaultInLife = {
  firesAt: ({ kind, path }, options) => {
    const coherent = texts(options, 'coherent')!
    return CHANGES.has(kind.name) && fitsPaths(path, texts(options, 'paths')!) && (coherent.length === 0 || !fitsPaths(path, coherent))
  },
  draw: (options, _operation, stream) => ({
    fault: 'delayedVisibility',
    paths: texts(options, 'paths')!,
    coherent: texts(options, 'coherent')!,
    readers: texts(options, 'readers')!,
    delayMs: Math.round((field(options, 'delayMsMax') as number) ** stream.unit()),
    seed: stream.integer(2 ** 16),
  }),
  read: (options) => {
    const [paths, coherent, readers] = [texts(options, 'paths'), texts(options, 'coherent'), texts(options, 'readers')]
    const [delayMs, seed] = [field(options, 'delayMs'), field(options, 'seed')]
    if (paths === undefined || coherent === undefined || readers === undefined || typeof delayMs !== 'number' || typeof seed !== 'number') return undefined
    return { fault: 'delayedVisibility', paths, coherent, readers, delayMs, seed }
  },
}

function texts(options: Json, name: string): readonly string[] | undefined {
  const value = field(options, name)
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
}

import type { Fault } from '../check/scenario.ts'
import { fitsPaths } from '../disk/path-pattern.ts'
import { writeBackFailures, type WriteBackFailureName } from '../disk/write-back.ts'
import { checkedPaths, field, type FaultInLife } from './fault-in-life.ts'

/**
 * Write-back fails: an fsync or fdatasync rejects with `EIO`. What it was to make durable is marked clean in the page cache and is lost at the next power
 * cut; a later sync does not bring it back and ends well. Every descriptor of the file that was open then is told once. Retrying fsync is data loss.
 */
export interface FsyncErrorOptions {
  /**
   * How the file system behaves, drawn evenly from these. Default: `ext4` and `btrfs`, which cover `xfs`. With `ext4 data=journal` the fsync that fails
   * ends well and the next one is told: no store can keep what it acknowledged in between.
   */
  readonly as?: readonly WriteBackFailureName[]
  /** Only syncs of these: absolute paths, `*` stands for any text. Default: all. */
  readonly paths?: readonly string[]
}

/** Throws a RangeError for an unknown file system, a TypeError for a relative path. */
export function fsyncError(options: FsyncErrorOptions = {}): Fault {
  const as = options.as ?? ['ext4', 'btrfs']
  const unknown = as.find((name) => !isKnown(name))
  if (unknown !== undefined || as.length === 0) throw new RangeError(`as is ${JSON.stringify(as)}; it takes one or more of ${Object.keys(writeBackFailures).join(', ')}`)
  return { name: 'fsyncError', options: { as, paths: checkedPaths(options.paths) } }
}

export const fsyncErrorInLife: FaultInLife = {
  firesAt: ({ kind, path }, options) => (kind.name === 'fsync' || kind.name === 'fdatasync') && fitsPaths(path, field(options, 'paths') as readonly string[]),
  draw: (options, _operation, stream) => {
    const as = field(options, 'as') as readonly WriteBackFailureName[]
    return { fault: 'fsyncError', as: as[stream.integer(as.length)]! }
  },
  read: (options) => {
    const as = field(options, 'as')
    return isKnown(as) ? { fault: 'fsyncError', as } : undefined
  },
}

function isKnown(name: unknown): name is WriteBackFailureName {
  return typeof name === 'string' && Object.hasOwn(writeBackFailures, name)
}

import type { Fault } from '../check/scenario.ts'
import { fitsPaths } from '../disk/path-pattern.ts'
import type { Operation } from '../world/operation.ts'
import { checkedPaths, field, type FaultInLife } from './fault-in-life.ts'

/** One read or write transfers fewer bytes than asked for, without an error: at least one. How many is drawn log-uniformly from
 * 1 to one less than asked for, so that reads that ask for far more than there is are cut short too. */
export interface ShortTransferOptions {
  /** Only on these: absolute paths, `*` stands for any text. Default: all. */
  readonly paths?: readonly string[]
}

/** One write writes fewer bytes than asked for and says so: a signal, a limit, a disk that is nearly full. Throws a TypeError for a relative path. */
export function shortWrite(options: ShortTransferOptions = {}): Fault {
  return { name: 'shortWrite', options: { paths: checkedPaths(options.paths) } }
}

/**
 * One read gives fewer bytes than asked for, though the file has more: a signal, a network file system. Only a read of 0 bytes is the end. Node's
 * `readFile` takes a short read of a file of up to 512 KiB for the end of it. Throws a TypeError for a relative path.
 */
export function shortRead(options: ShortTransferOptions = {}): Fault {
  return { name: 'shortRead', options: { paths: checkedPaths(options.paths) } }
}

export const shortWriteInLife: FaultInLife = inLife('shortWrite', 'write', ({ b }) => (b as Uint8Array).length)
export const shortReadInLife: FaultInLife = inLife('shortRead', 'read', ({ b }) => b as number)

function inLife(fault: 'shortWrite' | 'shortRead', operation: 'write' | 'read', asked: (operation: Operation) => number): FaultInLife {
  return {
    firesAt: (candidate, options) => candidate.kind.name === operation && asked(candidate) >= 2 && fitsPaths(candidate.path, field(options, 'paths') as readonly string[]),
    draw: (_options, candidate, stream) => ({ fault, bytes: Math.floor(asked(candidate) ** stream.unit()) }),
    read: (options) => {
      const bytes = field(options, 'bytes')
      return typeof bytes === 'number' && Number.isInteger(bytes) && bytes >= 1 ? { fault, bytes } : undefined
    },
  }
}

import type { Fault } from '../check/scenario.ts'
import { BLOCK_SIZE, spaceRules, type SpaceRulesName } from '../disk/space.ts'
import { OPEN } from '../disk/open-flags.ts'
import { field, type FaultInLife } from './fault-in-life.ts'

/**
 * The disk is full: a write ends well with a short count, the next one rejects with `ENOSPC`, and what was written stays. It lasts until files are cut or
 * removed, or the faults are healed.
 */
export interface DiskFullOptions {
  /** Bytes that are still free when it fires, 0 to 2^40: drawn evenly from whole blocks of 4,096 bytes up to this. Default: 16,384. */
  readonly freeBytesMax?: number
  /**
   * How the file system behaves, drawn evenly from these. `ext4` still creates files, but makes no directories; `xfs` makes neither; `btrfs` makes both and
   * refuses a write that does not fit, also over old bytes, whole. Default: all three.
   */
  readonly as?: readonly SpaceRulesName[]
}

/** Throws a RangeError for an unknown file system or a number that is out of range. */
export function diskFull(options: DiskFullOptions = {}): Fault {
  const { freeBytesMax = 4 * BLOCK_SIZE, as = ['ext4', 'xfs', 'btrfs'] } = options
  if (!(Number.isInteger(freeBytesMax) && freeBytesMax >= 0 && freeBytesMax <= 2 ** 40)) throw new RangeError(`freeBytesMax is ${freeBytesMax}; it takes a whole number of bytes from 0 to 2^40`)
  if (as.length === 0 || !as.every(isKnown)) throw new RangeError(`as is ${JSON.stringify(as)}; it takes one or more of ${Object.keys(spaceRules).join(', ')}`)
  return { name: 'diskFull', options: { freeBytesMax, as } }
}

export const diskFullInLife: FaultInLife = {
  firesAt: ({ kind, b }) => kind.name === 'write' || kind.name === 'mkdir' || (kind.name === 'open' && ((b as number) & OPEN.CREAT) !== 0),
  draw: (options, _operation, stream) => {
    const as = field(options, 'as') as readonly SpaceRulesName[]
    const blocks = Math.floor((field(options, 'freeBytesMax') as number) / BLOCK_SIZE)
    return { fault: 'diskFull', as: as[stream.integer(as.length)]!, freeBytes: stream.integer(blocks + 1) * BLOCK_SIZE }
  },
  read: (options) => {
    const as = field(options, 'as')
    const freeBytes = field(options, 'freeBytes')
    return isKnown(as) && typeof freeBytes === 'number' && freeBytes >= 0 ? { fault: 'diskFull', as, freeBytes } : undefined
  },
}

function isKnown(name: unknown): name is SpaceRulesName {
  return typeof name === 'string' && Object.hasOwn(spaceRules, name)
}

import type { Fault } from '../check/scenario.ts'
import { checkedPaths } from './fault-in-life.ts'

/**
 * Bits of what is on the medium change before the next boot, and the disk does not notice. It comes with a crash (a power cut where the scenario has one,
 * and the end of the life), over the image in which all that was written survived; the plan names the bits. No store keeps what rotted: an invariant under
 * this fault asks that damage is told, or that it spreads no further.
 */
export interface BitRotOptions {
  /** Only in these: absolute paths, `*` stands for any text. Default: all. */
  readonly paths?: readonly string[]
  /** Bits that rot at one crash: drawn evenly from 1 to this (1 to 1,000), each evenly from all bytes. Default: 2. */
  readonly bitsMax?: number
}

/** Throws a RangeError for a number that is out of range, a TypeError for a relative path. */
export function bitRot(options: BitRotOptions = {}): Fault {
  const { bitsMax = 2 } = options
  if (!Number.isInteger(bitsMax) || bitsMax < 1 || bitsMax > 1_000) throw new RangeError(`bitsMax is ${bitsMax}; it takes a whole number from 1 to 1,000`)
  return { name: 'bitRot', options: { paths: checkedPaths(options.paths), bitsMax } }
}

/** The options of the bit rot among these faults. */
export function bitRotOf(faults: readonly Fault[]): Required<BitRotOptions> | undefined {
  return faults.find(({ name }) => name === 'bitRot')?.options as Required<BitRotOptions> | undefined
}

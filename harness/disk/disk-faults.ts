import { IoErrors } from './io-errors.ts'
import type { FileNode } from './node.ts'
import type { Space } from './space.ts'
import type { Visibility } from './visibility.ts'
import { WriteBackErrors } from './write-back.ts'

/** The faults of one disk, from the moment when the first one fires until they are healed. Whatever error they make is marked as injected. */
export class DiskFaults {
  readonly writeBack: WriteBackErrors = new WriteBackErrors()
  readonly io: IoErrors = new IoErrors()
  /** Undefined: there is no end of it. */
  space: Space | undefined
  /** Undefined: everybody sees everything at once. */
  visibility: Visibility | undefined
  #shortBytes: number | undefined

  /** The next read or write transfers at most so many bytes, at least one. */
  shorten(bytes: number): void {
    this.#shortBytes = Math.max(1, bytes)
  }

  /** How many of the bytes asked for are read. */
  readLength(length: number): number {
    return Math.min(length, this.#takeShort())
  }

  /** Where a write of from..to ends. Throws ENOSPC. */
  writeEnd(node: FileNode, from: number, to: number): number {
    const end = Math.min(to, from + this.#takeShort())
    return this.space === undefined ? end : this.space.take(node, from, end)
  }

  #takeShort(): number {
    const bytes = this.#shortBytes ?? Infinity
    this.#shortBytes = undefined
    return bytes
  }
}

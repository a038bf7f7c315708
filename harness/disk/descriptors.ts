import type { DirectoryNode, FileNode } from './node.ts'

/** An open file description. */
export interface Descriptor {
  /** As given to `open`. */
  readonly path: string
  readonly node: FileNode | DirectoryNode
  readonly readable: boolean
  readonly writable: boolean
  readonly append: boolean
  /** O_DSYNC or O_SYNC. */
  readonly synced: boolean
  /** The process that opened it. */
  readonly owner: string | undefined
  /** File offset of the next read or write without a position. */
  offset: number
  /** Number of the last error of write-back that it was told, or need not be. */
  errorsTold: number
}

/** Standard input, output and error have the numbers below. */
const FIRST = 3

/** The table of open descriptors: a new one gets the lowest free number from 3. */
export class Descriptors {
  readonly #slots: (Descriptor | undefined)[] = []
  /** No slot below is free. */
  #lowest = 0

  get(fd: number): Descriptor | undefined {
    return this.#slots[fd - FIRST]
  }

  add(descriptor: Descriptor): number {
    let slot = this.#lowest
    while (this.#slots[slot] !== undefined) slot++
    this.#slots[slot] = descriptor
    this.#lowest = slot + 1
    return slot + FIRST
  }

  remove(fd: number): void {
    const slot = fd - FIRST
    this.#slots[slot] = undefined
    if (slot < this.#lowest) this.#lowest = slot
  }
}

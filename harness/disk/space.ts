import { injectedError } from './errors.ts'
import type { EntryChange } from './entries.ts'
import type { FileNode } from './node.ts'
import type { Tree } from './tree.ts'

/** Bytes of a block: what files take and give back. */
export const BLOCK_SIZE = 4096

/** What still works where no block is free. Renames, removals and truncating down always do. */
export interface SpaceRules {
  /** Blocks that a file has can be written again, up to their end. Else every write takes new blocks, and one that finds too few is refused whole. */
  readonly overwrites: boolean
  readonly creates: boolean
  readonly makesDirectories: boolean
  readonly truncatesUp: boolean
}

export type SpaceRulesName = 'ext4' | 'xfs' | 'btrfs'

/** Measured on full file systems of kernel 6.18. */
export const spaceRules: Readonly<Record<SpaceRulesName, SpaceRules>> = {
  ext4: { overwrites: true, creates: true, makesDirectories: false, truncatesUp: true },
  xfs: { overwrites: true, creates: false, makesDirectories: false, truncatesUp: true },
  btrfs: { overwrites: false, creates: true, makesDirectories: true, truncatesUp: false },
}

/**
 * The free blocks of a disk that is about to be full.
 *
 * Laws
 * - A write that finds too few blocks writes what fits and ends well with a short count; the next one, which finds none, is ENOSPC. What was written stays.
 * - A file has all blocks up to its size: holes count as written. Names take no blocks, but see `SpaceRules`.
 * - Blocks come back when a file is cut or loses its last name, also while somebody has it open.
 */
export class Space {
  readonly #rules: SpaceRules
  #free: number

  /** `freeBytes`: whole blocks of it count. */
  constructor(rules: SpaceRules, freeBytes: number) {
    this.#rules = rules
    this.#free = Math.floor(freeBytes / BLOCK_SIZE)
  }

  /** Takes blocks for a write of from..to. Returns where it ends. Throws ENOSPC where nothing fits. */
  take(node: FileNode, from: number, to: number): number {
    const page = Math.floor(from / BLOCK_SIZE)
    const first = this.#rules.overwrites ? Math.max(page, blocks(node.content.size)) : page
    const end = Math.min(to, (first + this.#free) * BLOCK_SIZE)
    if (end <= from || (!this.#rules.overwrites && end < to)) throw injectedError('ENOSPC', 'write')
    // What a write over old blocks frees comes back only with the next commit.
    this.#free -= Math.max(0, blocks(end) - first)
    return end
  }

  resized(node: FileNode, before: number): void {
    this.#free += Math.max(0, blocks(before) - blocks(node.content.size))
  }

  /** Changes of entries that have happened: files that lost their last name by them. */
  removed(changes: readonly EntryChange[], tree: Tree): void {
    for (const { before } of changes) {
      const node = before === 0 ? undefined : tree.node(before)
      if (node?.kind === 'file' && node.links + tree.linksBefore(node) === 0) this.#free += blocks(node.content.size)
    }
  }

  /** Throws ENOSPC where it cannot be made. */
  make(what: EntryChange['by'] | 'extend', syscall: string, path?: string, dest?: string): void {
    const { creates, makesDirectories, truncatesUp } = this.#rules
    const possible = what === 'mkdir' ? makesDirectories : what === 'create' || what === 'symlink' ? creates : what === 'extend' ? truncatesUp : true
    if (this.#free === 0 && !possible) throw injectedError('ENOSPC', syscall, path, dest)
  }
}

function blocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK_SIZE)
}

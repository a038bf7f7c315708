import type { Descriptor } from './descriptors.ts'
import { DiskError } from './errors.ts'
import type { Inode } from './micro-operation.ts'

export type LockKind = 'shared' | 'exclusive'

/**
 * Advisory locks of whole files, as POSIX has them (fcntl with F_SETLK). They keep nobody from reading or writing.
 *
 * Laws
 * - A lock belongs to a pair of process and inode, not to a descriptor: a process takes it again by another descriptor, and changes its kind.
 * - It is dropped when the process closes *any* descriptor of that inode, also one by which it was not taken, and when the process dies.
 * - Any number of processes hold it shared, or one holds it exclusive.
 */
export class Locks {
  readonly #held = new Map<Inode, Map<string | undefined, LockKind>>()

  /** Throws EAGAIN where the lock of another process stands in the way, EBADF where the descriptor cannot read (shared) or write (exclusive). */
  take({ node, owner, readable, writable }: Descriptor, kind: LockKind): void {
    if (kind === 'shared' ? !readable : !writable) throw new DiskError('EBADF', 'fcntl')
    const held = this.#held.get(node.inode) ?? new Map<string | undefined, LockKind>()
    for (const [other, otherKind] of held) if (other !== owner && (kind === 'exclusive' || otherKind === 'exclusive')) throw new DiskError('EAGAIN', 'fcntl')
    this.#held.set(node.inode, held.set(owner, kind))
  }

  /** Nothing where the process has none. */
  drop({ node, owner }: Descriptor): void {
    const held = this.#held.get(node.inode)
    if (held?.delete(owner) === true && held.size === 0) this.#held.delete(node.inode)
  }
}

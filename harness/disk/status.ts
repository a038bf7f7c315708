import type { Inode } from './micro-operation.ts'
import type { Node } from './node.ts'
import type { Tree } from './tree.ts'

export type Kind = 'file' | 'directory' | 'symlink'

const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000 } as const
/** Bytes that a directory reports, as on ext4. */
const DIRECTORY_SIZE = 4096

/** What `stat` tells about an inode at that moment. */
export class Status {
  readonly kind: Kind
  /** Bytes. Of a directory always 4,096. */
  readonly size: number
  readonly ino: Inode
  /** Type and permission bits, as in Node. */
  readonly mode: number
  readonly #tree: Tree
  readonly #node: Node
  /** Those since the boot; undefined: a directory that was removed. */
  readonly #links: number | undefined
  readonly #changedMs: number | undefined
  readonly #bootMs: number

  constructor(tree: Tree, node: Node, bootMs: number, size?: number) {
    this.kind = node.kind
    this.size = node.kind === 'file' ? (size ?? node.content.size) : node.kind === 'directory' ? DIRECTORY_SIZE : Buffer.byteLength(node.target)
    this.ino = node.inode
    this.mode = TYPE_BITS[node.kind] | node.mode
    this.#changedMs = node.changedMs
    this.#bootMs = bootMs
    this.#tree = tree
    this.#node = node
    this.#links = node.kind === 'directory' && node.removed ? undefined : node.links
  }

  /** Milliseconds since 1970, coarse. What nobody changed since the boot has the time that the medium has for it, and without one that of the boot. */
  get mtimeMs(): number {
    if (this.#changedMs === undefined) this.#tree.touches?.node('mtime', this.ino)
    else this.#tree.touches?.outside('clock')
    return this.#changedMs ?? this.#tree.base.mtimeMs(this.ino) ?? this.#bootMs
  }

  /** Links at the time of the call. Computed when asked for: it takes a walk over the image that was booted from. */
  get nlink(): number {
    this.#tree.touches?.node('links', this.#node.inode)
    return this.#links === undefined ? 0 : this.#links + this.#tree.linksBefore(this.#node)
  }
}

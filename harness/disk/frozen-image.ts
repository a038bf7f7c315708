import { imageHash } from './image-hash.ts'
import type { Image, ImageNode } from './image.ts'
import type { Inode } from './micro-operation.ts'

/** The root directory of every disk that began empty. */
export const ROOT: Inode = 1

/**
 * An image over a map of nodes, which it takes over: nobody may change it afterwards. `nextInode` defaults to one above the highest number in the map;
 * `times` are the modification times that are known.
 */
export function imageOf(nodes: ReadonlyMap<Inode, ImageNode>, root: Inode = ROOT, nextInode?: Inode, times: ReadonlyMap<Inode, number> = new Map()): Image {
  return new FrozenImage(nodes, times, root, nextInode ?? [...nodes.keys()].reduce((highest, inode) => Math.max(highest, inode), root) + 1)
}

/** An image with only the root directory (mode 0o755). */
export function emptyImage(): Image {
  return imageOf(new Map([[ROOT, { kind: 'directory', mode: 0o755, entries: new Map() }]]))
}

class FrozenImage implements Image {
  readonly root: Inode
  readonly nextInode: Inode
  readonly #nodes: ReadonlyMap<Inode, ImageNode>
  readonly #times: ReadonlyMap<Inode, number>
  #hash: string | undefined

  constructor(nodes: ReadonlyMap<Inode, ImageNode>, times: ReadonlyMap<Inode, number>, root: Inode, nextInode: Inode) {
    this.#nodes = nodes
    this.#times = times
    this.root = root
    this.nextInode = nextInode
  }

  node(inode: Inode): ImageNode | undefined {
    return this.#nodes.get(inode)
  }

  mtimeMs(inode: Inode): number | undefined {
    return this.#times.get(inode)
  }

  get hash(): string {
    return (this.#hash ??= imageHash(this.root, (inode) => this.#nodes.get(inode)))
  }
}

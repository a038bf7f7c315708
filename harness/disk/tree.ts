import { imageOf } from './frozen-image.ts'
import { linksIn } from './links.ts'
import type { Touches } from './touches.ts'
import { newDirectory, newFile, newSymbolicLink, thaw } from './node.ts'
import type { DirectoryNode, FileNode, Node } from './node.ts'
import type { Image, ImageNode } from './image.ts'
import type { DataOperation, EntryOperation, Inode } from './micro-operation.ts'

/**
 * The inodes and the directory tree as everyone sees them now: an image, and what micro-operations changed since. Whatever changes it is a
 * micro-operation, so applying a log again gives the same tree.
 */
export class Tree {
  readonly base: Image
  nextInode: Inode
  readonly touches: Touches | undefined
  readonly #nodes = new Map<Inode, Node>()

  constructor(base: Image, touches?: Touches) {
    this.base = base
    this.touches = touches
    this.nextInode = base.nextInode
  }

  get root(): DirectoryNode {
    return this.directory(this.base.root)
  }

  node(inode: Inode): Node {
    let node = this.#nodes.get(inode)
    if (node === undefined) {
      const frozen = this.base.node(inode)
      if (frozen === undefined) throw new RangeError(`the image has no inode ${inode}, but something names it`)
      node = thaw(inode, frozen)
      this.#nodes.set(inode, node)
    }
    return node
  }

  /** What a name in a directory is; undefined: there is none. */
  lookUp(directory: DirectoryNode, name: string): Inode | undefined {
    this.touches?.entry(directory.inode, name)
    return directory.entries.get(name)
  }

  isEmpty(directory: DirectoryNode): boolean {
    this.touches?.node('names', directory.inode)
    return directory.entries.size === 0
  }

  file(inode: Inode): FileNode {
    const node = this.node(inode)
    if (node.kind !== 'file') throw new TypeError(`inode ${inode} is a ${node.kind}; a file is needed`)
    return node
  }

  directory(inode: Inode): DirectoryNode {
    const node = this.node(inode)
    if (node.kind !== 'directory') throw new TypeError(`inode ${inode} is a ${node.kind}; a directory is needed`)
    return node
  }

  applyEntry(operation: EntryOperation): void {
    const directory = this.directory(operation.directory)
    const { name, inode, before } = operation
    if (before !== 0) this.#unlinked(directory, this.node(before), operation)
    if (inode !== 0) this.#linked(directory, this.#nodeOf(operation))
    const entries = (directory.own ??= new Map(directory.entries))
    directory.entries = entries
    if (inode === 0) entries.delete(name)
    else entries.set(name, inode)
    directory.changedMs = operation.atMs
  }

  applyData(operation: DataOperation): void {
    const file = this.file(operation.inode)
    file.content.change(operation)
    file.changedMs = operation.atMs
  }

  /** Link count of the image that was booted from: 0 for what is newer. */
  linksBefore(node: Node): number {
    return node.thawed ? (linksIn(this.base).get(node.inode) ?? 0) : 0
  }

  /** What is visible, as an image. Nodes without a name are not part of it. */
  freeze(): Image {
    const nodes = new Map<Inode, ImageNode>()
    const times = new Map<Inode, number>()
    const pending: Inode[] = [this.base.root]
    for (const inode of pending) {
      if (nodes.has(inode)) continue
      const node = this.#frozen(inode)
      nodes.set(inode, node)
      const changedMs = this.#nodes.get(inode)?.changedMs ?? this.base.mtimeMs(inode)
      if (changedMs !== undefined && changedMs !== 0) times.set(inode, changedMs)
      if (node.kind === 'directory') for (const child of node.entries.values()) pending.push(child)
    }
    return imageOf(nodes, this.base.root, this.nextInode, times)
  }

  #frozen(inode: Inode): ImageNode {
    const node = this.#nodes.get(inode)
    if (node === undefined) return this.base.node(inode)!
    if (node.kind === 'file') return { kind: 'file', mode: node.mode, content: node.content.freeze() }
    if (node.kind === 'symlink') return { kind: 'symlink', target: node.target }
    // The image takes the map over: the next change copies it again.
    node.own = undefined
    return { kind: 'directory', mode: node.mode, entries: node.entries }
  }

  #nodeOf({ by, inode, mode = 0, target = '', atMs }: EntryOperation): Node {
    if (by !== 'create' && by !== 'mkdir' && by !== 'symlink') return this.node(inode)
    const node = by === 'create' ? newFile(inode, mode, atMs) : by === 'mkdir' ? newDirectory(inode, mode, atMs) : newSymbolicLink(inode, target, atMs)
    this.#nodes.set(inode, node)
    if (inode >= this.nextInode) this.nextInode = inode + 1
    return node
  }

  #linked(directory: DirectoryNode, node: Node): void {
    node.links++
    if (node.kind === 'directory') directory.links++
  }

  #unlinked(directory: DirectoryNode, node: Node, { by, inode }: EntryOperation): void {
    node.links--
    if (node.kind !== 'directory') return
    directory.links--
    // It lost its name for good, unless this is the old name of a rename.
    if (by === 'rmdir' || inode !== 0) node.removed = true
  }
}

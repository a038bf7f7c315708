import { FileContent } from './file-content.ts'
import type { ImageNode } from './image.ts'
import type { Inode } from './micro-operation.ts'

/** An inode as it is in memory, thawed from an image or made since. */
export type Node = FileNode | DirectoryNode | SymbolicLinkNode

interface Common {
  readonly inode: Inode
  readonly mode: number
  /** True if the image that was booted from has it: then its links there count too. */
  readonly thawed: boolean
  /** Links minus those in the image that was booted from. */
  links: number
  /** Milliseconds since 1970; undefined: not changed since the boot (then the image that was booted from knows). */
  changedMs: number | undefined
}

export interface FileNode extends Common {
  readonly kind: 'file'
  readonly content: FileContent
}

export interface DirectoryNode extends Common {
  readonly kind: 'directory'
  /** Belongs to the image until the first change. */
  entries: ReadonlyMap<string, Inode>
  /** The same map, once it is a private copy. */
  own: Map<string, Inode> | undefined
  /** It was removed or replaced: it has no links, not even that of its own `.`. */
  removed: boolean
}

export interface SymbolicLinkNode extends Common {
  readonly kind: 'symlink'
  readonly target: string
}

export function thaw(inode: Inode, node: ImageNode): Node {
  if (node.kind === 'file') return { kind: 'file', inode, mode: node.mode, thawed: true, links: 0, changedMs: undefined, content: new FileContent(node.content) }
  if (node.kind === 'directory') {
    return { kind: 'directory', inode, mode: node.mode, thawed: true, links: 0, changedMs: undefined, entries: node.entries, own: undefined, removed: false }
  }
  return { kind: 'symlink', inode, mode: 0o777, thawed: true, links: 0, changedMs: undefined, target: node.target }
}

export function newFile(inode: Inode, mode: number, changedMs: number | undefined): FileNode {
  return { kind: 'file', inode, mode, thawed: false, links: 0, changedMs, content: new FileContent() }
}

/** A directory begins with the link of its own `.`; the one of its name comes with the name. */
export function newDirectory(inode: Inode, mode: number, changedMs: number | undefined): DirectoryNode {
  const own = new Map<string, Inode>()
  return { kind: 'directory', inode, mode, thawed: false, links: 1, changedMs, entries: own, own, removed: false }
}

export function newSymbolicLink(inode: Inode, target: string, changedMs: number | undefined): SymbolicLinkNode {
  return { kind: 'symlink', inode, mode: 0o777, thawed: false, links: 0, changedMs, target }
}

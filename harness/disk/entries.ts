import { locate, PATH_LIMIT } from './path.ts'
import { isLonger, throughUtf8 } from './utf8.ts'
import type { ErrorCode } from './errors.ts'
import type { Location } from './path.ts'
import type { EntryOperation, Inode } from './micro-operation.ts'
import type { Tree } from './tree.ts'

/**
 * What each syscall on names changes, or why it is refused: the rules of Linux's namei.c in its order of checks, for a caller with all rights. Nothing is
 * changed here.
 */
export type EntryChange = Omit<EntryOperation, 'kind' | 'n' | 'call' | 'atMs'>

/** A new name; `inode` is a fresh number. A file that `open` makes has checks of its own. */
export function makeDirectory(tree: Tree, path: string, mode: number): EntryChange | ErrorCode {
  const place = freePlace(tree, path, true)
  if (typeof place === 'string') return place
  return { directory: place.parent.inode, name: place.name, inode: tree.nextInode, before: 0, by: 'mkdir', mode }
}

export function makeSymbolicLink(tree: Tree, target: string, path: string): EntryChange | ErrorCode {
  if (target === '') return 'ENOENT'
  if (isLonger(target, PATH_LIMIT)) return 'ENAMETOOLONG'
  const place = freePlace(tree, path, false)
  if (typeof place === 'string') return place
  return { directory: place.parent.inode, name: place.name, inode: tree.nextInode, before: 0, by: 'symlink', target: throughUtf8(target) }
}

export function makeLink(tree: Tree, existing: string, path: string): EntryChange | ErrorCode {
  const old = locate(tree, existing, 'stay')
  if (typeof old === 'string') return old
  if (old.node === undefined) return 'ENOENT'
  const place = freePlace(tree, path, false)
  if (typeof place === 'string') return place
  if (old.node.kind === 'directory') return 'EPERM'
  return { directory: place.parent.inode, name: place.name, inode: old.node.inode, before: 0, by: 'link' }
}

export function removeFile(tree: Tree, path: string): EntryChange | ErrorCode {
  const place = locate(tree, path, 'parent')
  if (typeof place === 'string') return place
  if (place.last !== 'name') return 'EISDIR'
  if (place.tooLong) return 'ENAMETOOLONG'
  if (place.node === undefined) return 'ENOENT'
  if (place.node.kind === 'directory') return 'EISDIR'
  if (place.slash) return 'ENOTDIR'
  return { directory: place.parent.inode, name: place.name, inode: 0, before: place.node.inode, by: 'unlink' }
}

export function removeDirectory(tree: Tree, path: string): EntryChange | ErrorCode {
  const place = locate(tree, path, 'parent')
  if (typeof place === 'string') return place
  if (place.last === 'dotdot') return 'ENOTEMPTY'
  if (place.last === 'dot') return 'EINVAL'
  if (place.last === 'root') return 'EBUSY'
  if (place.tooLong) return 'ENAMETOOLONG'
  if (place.node === undefined) return 'ENOENT'
  if (place.node.kind !== 'directory') return 'ENOTDIR'
  if (!tree.isEmpty(place.node)) return 'ENOTEMPTY'
  return { directory: place.parent.inode, name: place.name, inode: 0, before: place.node.inode, by: 'rmdir' }
}

/** The destination, then the source; nothing if both name one inode. */
export function moveName(tree: Tree, from: string, to: string): readonly EntryChange[] | ErrorCode {
  const source = locate(tree, from, 'parent')
  if (typeof source === 'string') return source
  const destination = locate(tree, to, 'parent')
  if (typeof destination === 'string') return destination
  if (source.last !== 'name' || destination.last !== 'name') return 'EBUSY'
  const moved = source.node
  const replaced = destination.node
  if (source.tooLong) return 'ENAMETOOLONG'
  if (moved === undefined) return 'ENOENT'
  if (destination.tooLong) return 'ENAMETOOLONG'
  if (moved.kind !== 'directory' && (source.slash || destination.slash)) return 'ENOTDIR'
  if (moved.kind === 'directory' && destination.ancestors.includes(moved)) return 'EINVAL'
  if (replaced?.kind === 'directory' && source.ancestors.includes(replaced)) return 'ENOTEMPTY'
  if (moved === replaced) return []
  if (replaced !== undefined) {
    if (moved.kind === 'directory' && replaced.kind !== 'directory') return 'ENOTDIR'
    if (moved.kind !== 'directory' && replaced.kind === 'directory') return 'EISDIR'
    if (replaced.kind === 'directory' && !tree.isEmpty(replaced)) return 'ENOTEMPTY'
  }
  const before: Inode = replaced?.inode ?? 0
  return [
    { directory: destination.parent.inode, name: destination.name, inode: moved.inode, before, by: 'rename' },
    { directory: source.parent.inode, name: source.name, inode: 0, before: moved.inode, by: 'rename' },
  ]
}

function freePlace(tree: Tree, path: string, directory: boolean): Location | ErrorCode {
  const place = locate(tree, path, 'parent')
  if (typeof place === 'string') return place
  if (place.last !== 'name') return 'EEXIST'
  if (place.tooLong) return 'ENAMETOOLONG'
  if (place.node !== undefined) return 'EEXIST'
  if (place.slash && !directory) return 'ENOENT'
  return place
}

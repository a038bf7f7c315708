import { isLonger, throughUtf8 } from './utf8.ts'
import type { ErrorCode } from './errors.ts'
import type { DirectoryNode, Node } from './node.ts'
import type { Tree } from './tree.ts'

/**
 * Path resolution by Linux's rules. Relative paths start at the root directory.
 *
 * What happens at the last component:
 * - `follow`: a symbolic link is followed (stat, open).
 * - `stay`: it is not, unless a slash follows it (lstat, readlink).
 * - `parent`: it is never followed (unlink, mkdir, rename, an exclusive open).
 * - `create`: it is followed, unless a slash follows it (open with O_CREAT, which refuses that slash).
 * With `follow` and `stay` a slash at the end demands a directory; with the others the caller decides.
 */
export type LastComponent = 'follow' | 'stay' | 'parent' | 'create'

export interface Location {
  /** The last component: a name, or `.`, `..`, or nothing at all (`/`). */
  readonly last: 'name' | 'dot' | 'dotdot' | 'root'
  readonly name: string
  /** Where the name is or would be. */
  readonly parent: DirectoryNode
  /** The parent's own chain of directories, from the root to itself. */
  readonly ancestors: readonly DirectoryNode[]
  readonly node: Node | undefined
  /** A slash stands behind the last component. */
  readonly slash: boolean
  /** The name exceeds the limit. With `parent` and `create` the caller refuses it, for other checks come first. */
  readonly tooLong: boolean
}

/** Bytes of a name. */
const NAME_LIMIT = 255
/** Bytes of a path. */
export const PATH_LIMIT = 4095
const SYMBOLIC_LINK_LIMIT = 40

export function locate(tree: Tree, path: string, mode: LastComponent): Location | ErrorCode {
  if (path === '') return 'ENOENT'
  if (isLonger(path, PATH_LIMIT)) return 'ENAMETOOLONG'
  let parts = components(path)
  let slash = path.endsWith('/')
  let ancestors: DirectoryNode[] = [tree.root]
  let followed = 0
  for (let index = 0; index < parts.length; index++) {
    const name = parts[index]!
    const isLast = index === parts.length - 1
    const parent = ancestors[ancestors.length - 1]!
    if (name === '.' || name === '..') {
      if (name === '..' && ancestors.length > 1) ancestors.pop()
      if (isLast) return directoryAt(ancestors, name === '.' ? 'dot' : 'dotdot', slash)
      continue
    }
    const tooLong = isLonger(name, NAME_LIMIT)
    if (tooLong && !(isLast && (mode === 'parent' || mode === 'create'))) return 'ENAMETOOLONG'
    const inode = tree.lookUp(parent, name)
    const node = inode === undefined ? undefined : tree.node(inode)
    if (node?.kind === 'symlink' && (!isLast || follows(mode, slash))) {
      if (followed++ === SYMBOLIC_LINK_LIMIT) return 'ELOOP'
      if (isLast && node.target.endsWith('/')) slash = true
      if (node.target.startsWith('/')) ancestors = [tree.root]
      parts = [...components(node.target), ...parts.slice(index + 1)]
      index = -1
      continue
    }
    if (isLast) {
      if (slash && node !== undefined && node.kind !== 'directory' && (mode === 'follow' || mode === 'stay')) return 'ENOTDIR'
      return { last: 'name', name, parent, ancestors, node, slash, tooLong }
    }
    if (node === undefined) return 'ENOENT'
    if (node.kind !== 'directory') return 'ENOTDIR'
    ancestors.push(node)
  }
  return directoryAt(ancestors, 'root', slash)
}

function directoryAt(ancestors: readonly DirectoryNode[], last: 'dot' | 'dotdot' | 'root', slash: boolean): Location {
  const parent = ancestors[ancestors.length - 1]!
  return { last, name: '', parent, ancestors, node: parent, slash, tooLong: false }
}

function follows(mode: LastComponent, slash: boolean): boolean {
  return mode === 'follow' || (mode === 'stay' && slash) || (mode === 'create' && !slash)
}

/** Recoveries name the same paths again and again. */
const PARTS_KEPT = 4096
const known = new Map<string, readonly string[]>()

function components(path: string): readonly string[] {
  let parts = known.get(path)
  if (parts === undefined) {
    parts = throughUtf8(path).split('/').filter((part) => part !== '')
    if (known.size === PARTS_KEPT) known.clear()
    known.set(path, parts)
  }
  return parts
}

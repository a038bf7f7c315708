import { hashDigits, hashText, mix } from './hash.ts'
import type { FileVersion, ImageNode } from './image.ts'
import type { Inode } from './micro-operation.ts'

/**
 * The hash of an image is a sum of terms, one per inode that has a name, so that a change of one inode is a subtraction and an addition:
 *
 *   hash     = sum over inodes of mix(identity, content), in two lanes
 *   identity = sum over the names of the inode of path(directory, name) = mix(path of the directory, hash of the name); the root has a fixed one
 *   content  = of a file: its size and mode, plus the sum over its pages of pageTerm(index, page hash)
 *              of a directory: its mode; of a symbolic link: its target
 *
 * The path of a directory is that of its name. (A crash may leave a directory with two names: then its first name counts, breadth first, names sorted.)
 * Two names of one inode make one term with both in its identity, two files make two terms: so they differ, and inode numbers do not count.
 * Pages of NUL and holes add nothing. Every function below serves both lanes; they differ in their leaves.
 */
export type Lane = 0 | 1

const SEEDS = [0x2545f491, 0x6c62272e] as const

/** The path hash of the root directory. */
export function rootPath(lane: Lane): number {
  return SEEDS[lane]
}

export function nameHash(lane: Lane, name: string): number {
  return hashText(name, SEEDS[lane])
}

/** The path hash of a name in a directory: what it adds to the identity of the inode it names. */
export function pathTerm(directoryPath: number, name: number): number {
  return mix(directoryPath, name)
}

/** What a page adds to the content of its file; `hash` is `hash1` (lane 0) or `hash2` (lane 1) of the page. */
export function pageTerm(index: number, hash: number): number {
  return hash === 0 ? 0 : mix(hash, index + 1)
}

export function sizeTerm(lane: Lane, mode: number, size: number): number {
  return mix(mix(mix(SEEDS[lane] ^ 1, mode), size | 0), Math.floor(size / 2 ** 32))
}

export function fileContent(lane: Lane, mode: number, version: FileVersion): number {
  let content = sizeTerm(lane, mode, version.size)
  const { pages } = version
  for (let index = 0; index < pages.length; index++) {
    const page = pages[index]
    if (page !== undefined) content = (content + pageTerm(index, lane === 0 ? page.hash1 : page.hash2)) | 0
  }
  return content
}

export function nodeContent(lane: Lane, node: ImageNode): number {
  if (node.kind === 'file') return fileContent(lane, node.mode, node.content)
  if (node.kind === 'directory') return mix(SEEDS[lane] ^ 2, node.mode)
  return mix(SEEDS[lane] ^ 3, hashText(node.target, SEEDS[lane]))
}

/** What an inode adds to the hash of the image. */
export function inodeTerm(identity: number, content: number): number {
  return mix(identity, content)
}

/** The hash by a walk over the whole tree; the incremental ways must agree with it. */
export function imageHash(root: Inode, node: (inode: Inode) => ImageNode | undefined): string {
  return hashDigits(laneSum(0, root, node), laneSum(1, root, node))
}

function laneSum(lane: Lane, root: Inode, node: (inode: Inode) => ImageNode | undefined): number {
  const identities = new Map<Inode, number>([[root, rootPath(lane)]])
  const seen = new Set<Inode>([root])
  const queue: { readonly inode: Inode; readonly path: number }[] = [{ inode: root, path: rootPath(lane) }]
  for (const { inode, path } of queue) {
    const directory = node(inode)
    if (directory?.kind !== 'directory') continue
    const directories: [name: string, inode: Inode, path: number][] = []
    for (const [name, child] of directory.entries) {
      const term = pathTerm(path, nameHash(lane, name))
      const known = identities.get(child)
      identities.set(child, ((known ?? 0) + term) | 0)
      if (node(child)?.kind === 'directory') directories.push([name, child, term])
    }
    // Only damage gives a directory two names, and then the path of what is below must not depend on the order of a map.
    if (directories.length > 1) directories.sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [, child, term] of directories) {
      if (seen.has(child)) continue
      seen.add(child)
      queue.push({ inode: child, path: term })
    }
  }
  let sum = 0
  for (const [inode, identity] of identities) {
    const found = node(inode)
    if (found !== undefined) sum = (sum + inodeTerm(identity, nodeContent(lane, found))) | 0
  }
  return sum
}

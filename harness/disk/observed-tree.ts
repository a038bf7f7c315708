import type { Image } from './image.ts'
import type { ObservedNode, ObservedTree } from './images-admit.ts'
import type { Inode } from './micro-operation.ts'
import { bytesOf } from './page.ts'

/** An image as the tree that `admits` takes. */
export function treeOf(image: Image): ObservedTree {
  const tree = new Map<string, ObservedNode>()
  const visit = (prefix: string, inode: Inode): void => {
    const directory = image.node(inode)
    if (directory?.kind !== 'directory') return
    for (const [name, child] of directory.entries) {
      const node = image.node(child)
      if (node === undefined) throw new Error(`entry ${prefix}${name} names inode ${child}, which is not there`)
      if (node.kind === 'file') tree.set(prefix + name, { kind: 'file', identity: child, bytes: bytesOf(node.content) })
      else if (node.kind === 'symlink') tree.set(prefix + name, { kind: 'symlink', identity: child, target: node.target })
      else {
        tree.set(prefix + name, { kind: 'directory', identity: child })
        visit(`${prefix}${name}/`, child)
      }
    }
  }
  visit('', image.root)
  return tree
}

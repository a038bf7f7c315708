import type { Image } from './image.ts'
import type { Inode } from './micro-operation.ts'

const known = new WeakMap<Image, ReadonlyMap<Inode, number>>()

/** Link counts of everything in an image: of a file its names, of a directory 2 and its subdirectories. Counted on the first question, once per image. */
export function linksIn(image: Image): ReadonlyMap<Inode, number> {
  let links = known.get(image)
  if (links === undefined) {
    links = count(image)
    known.set(image, links)
  }
  return links
}

function count(image: Image): ReadonlyMap<Inode, number> {
  const links = new Map<Inode, number>([[image.root, 2]])
  const directories: Inode[] = [image.root]
  for (const inode of directories) {
    const node = image.node(inode)
    if (node?.kind !== 'directory') continue
    for (const child of node.entries.values()) {
      const before = links.get(child)
      if (image.node(child)?.kind !== 'directory') links.set(child, (before ?? 0) + 1)
      else {
        links.set(inode, links.get(inode)! + 1)
        if (before === undefined) directories.push(child)
        links.set(child, before ?? 2)
      }
    }
  }
  return links
}

import { hashDigits, hashText } from '../hash.ts'
import type { Image, ImageNode } from '../image.ts'
import type { Inode } from '../micro-operation.ts'

/** Equal for images whose names have equal times: of two images with one hash, code that looks at times can tell them apart if this differs. */
export function timesHash(image: Image): string {
  const lines: string[] = []
  const visit = (path: string, inode: Inode, node: ImageNode | undefined): void => {
    lines.push(`${path}\0${image.mtimeMs(inode) ?? 'boot'}`)
    if (node?.kind !== 'directory') return
    for (const name of [...node.entries.keys()].sort()) {
      const child = node.entries.get(name)!
      visit(`${path}/${name}`, child, image.node(child))
    }
  }
  visit('', image.root, image.node(image.root))
  const text = lines.join('\n')
  return hashDigits(hashText(text, 1), hashText(text, 2))
}

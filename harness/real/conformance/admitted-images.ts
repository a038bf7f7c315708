import { CrashCursor } from '../../disk/images.ts'
import type { Image } from '../../disk/image.ts'
import type { ObservedNode } from '../../disk/images-admit.ts'
import type { Inode } from '../../disk/micro-operation.ts'
import { bytesOf } from '../../disk/page.ts'
import { optionsOf, type Simulated } from './check-outcomes.ts'
import { type Outcome, treeDigest } from './outcome.ts'

/** Of the images that a profile admits at the end of a program, the first so many are compared with what was seen there. */
export const COMPARED_IMAGES_MAX = 64

/** How many images the profile admits at the end of the program (up to the limit), and how many of them were seen there. */
export function compareImages({ disk, lengths }: Simulated, outcomes: readonly Outcome[], profile: string): { admitted: number; seen: number } {
  const seen = new Set(outcomes.filter(({ first, complete }) => first >= lengths.length - 1 || complete).map(({ tree }) => treeDigest(tree)))
  const cursor = new CrashCursor(disk.base, disk.log, optionsOf(profile))
  cursor.advance(disk.log.length)
  const admitted = new Set<string>()
  for (const image of cursor.images({ limit: COMPARED_IMAGES_MAX, seed: 'conformance' })) admitted.add(treeDigest(treeOf(image.build())))
  return { admitted: admitted.size, seen: [...admitted].filter((digest) => seen.has(digest)).length }
}

/** As `readTree` reads a real one. */
export function treeOf(image: Image): [path: string, node: ObservedNode][] {
  const identities = new Map<Inode, number>()
  const found: [string, ObservedNode][] = []
  const visit = (prefix: string, directory: Inode): void => {
    const node = image.node(directory)
    if (node?.kind !== 'directory') return
    for (const [name, inode] of [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const path = `${prefix}${name}`
      const child = image.node(inode)
      if (child === undefined) throw new Error(`entry ${path} names inode ${inode}, which is not in the image`)
      const identity = identities.get(inode) ?? identities.size + 1
      identities.set(inode, identity)
      if (child.kind === 'file') found.push([path, { kind: 'file', identity, bytes: bytesOf(child.content) }])
      else if (child.kind === 'symlink') found.push([path, { kind: 'symlink', identity, target: child.target }])
      else {
        found.push([path, { kind: 'directory', identity }])
        visit(`${path}/`, inode)
      }
    }
  }
  visit('', image.root)
  return found
}

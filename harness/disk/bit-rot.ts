import type { RandomStream } from '../world/random.ts'
import { Disk } from './disk.ts'
import type { Image, ImageNode } from './image.ts'
import { OPEN } from './open-flags.ts'
import { fitsPaths } from './path-pattern.ts'

/** One bit of a file on the medium that is no longer what was written. */
export interface RottenBit {
  readonly path: string
  /** Of the byte in the file. */
  readonly offset: number
  /** 0 is the lowest. */
  readonly bit: number
}

/** Draws 1 to `bitsMax` bits, each evenly from all bytes of the files that fit. None where there is no byte. */
export function drawRot(image: Image, paths: readonly string[], bitsMax: number, stream: RandomStream): RottenBit[] {
  const files = filesOf(image).filter(({ path, size }) => size > 0 && fitsPaths(path, paths))
  const total = files.reduce((sum, { size }) => sum + size, 0)
  if (total === 0) return []
  return Array.from({ length: 1 + stream.integer(bitsMax) }, () => {
    let offset = Math.floor(stream.unit() * total)
    const file = files.find(({ size }) => offset < size || ((offset -= size), false))!
    return { path: file.path, offset, bit: stream.integer(8) }
  })
}

/** The image with these bits flipped (which leaves all times as they are), and the paths of those whose byte it does not have. */
export function rotten(image: Image, bits: readonly RottenBit[]): { readonly image: Image; readonly missing: readonly string[] } {
  const disk = new Disk(image)
  const sizes = new Map(filesOf(image).map(({ path, size }) => [path, size]))
  const there = bits.filter(({ path, offset }) => offset < (sizes.get(path) ?? 0))
  for (const { path, offset, bit } of there) {
    const fd = disk.open(path, OPEN.RDWR)
    disk.write(fd, disk.read(fd, 1, offset).map((byte) => byte ^ (1 << bit)), offset)
    disk.close(fd)
  }
  const frozen = disk.freeze()
  const damaged: Image = { root: frozen.root, nextInode: frozen.nextInode, hash: frozen.hash, node: (inode) => frozen.node(inode), mtimeMs: (inode) => image.mtimeMs(inode) }
  return { image: damaged, missing: bits.filter((bit) => !there.includes(bit)).map(({ path }) => path) }
}

/** In the order of their names, directory by directory. */
function filesOf(image: Image): { readonly path: string; readonly size: number }[] {
  const files: { path: string; size: number }[] = []
  const visit = (node: ImageNode | undefined, path: string): void => {
    if (node?.kind === 'file') files.push({ path, size: node.content.size })
    else if (node?.kind === 'directory') for (const name of [...node.entries.keys()].sort()) visit(image.node(node.entries.get(name)!), `${path}/${name}`)
  }
  visit(image.node(image.root), '')
  return files
}

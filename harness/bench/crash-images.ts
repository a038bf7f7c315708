import { Disk } from '../disk/disk.ts'
import { CrashCursor, type CrashImage } from '../disk/images.ts'
import { OPEN } from '../disk/open-flags.ts'

const FILES = 50
const PAGES = 5
const PENDING_PAGES = 12
const PAGE = 4096

/** A disk of 50 files of 5 pages, all synced, then 12 pages written and not synced, and a cursor at its end. */
export function pendingDisk(profile: string): CrashCursor {
  const disk = new Disk()
  const page = (fill: number): Uint8Array => new Uint8Array(PAGE).fill(fill)
  for (let file = 0; file < FILES; file++) {
    const fd = disk.open(`/f${file}`, OPEN.RDWR | OPEN.CREAT)
    for (let at = 0; at < PAGES; at++) disk.write(fd, page(65 + (at % 20)), at * PAGE)
    disk.fsync(fd)
    disk.close(fd)
  }
  const root = disk.open('/', OPEN.RDONLY)
  disk.fsync(root)
  for (let at = 0; at < PENDING_PAGES; at++) {
    const fd = disk.open(`/f${at * 4}`, OPEN.RDWR)
    disk.write(fd, page(97 + at), (at % PAGES) * PAGE)
  }
  const cursor = new CrashCursor(disk.base, disk.log, { profile, sectorSize: 4096, powersafeOverwrite: true })
  cursor.advance(disk.log.length)
  return cursor
}

/** Chooses distinct images and knows their hashes. Returns how many. */
export function chosenImages(cursor: CrashCursor, limit: number): number {
  let count = 0
  for (const image of cursor.images({ limit, seed: 'bench' })) if (image.hash.length === 16) count++
  return count
}

/** Builds each of these images and looks at every file that has something pending. */
export function builtImages(images: readonly CrashImage[]): number {
  let count = 0
  for (const image of images) {
    const built = image.build()
    const directory = built.node(built.root)
    if (directory?.kind !== 'directory') continue
    for (let at = 0; at < PENDING_PAGES; at++) built.node(directory.entries.get(`f${at * 4}`)!)
    count++
  }
  return count
}

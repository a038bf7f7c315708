import { hashBytes, mix } from './hash.ts'
import type { FileVersion, Page } from './image.ts'

/** Bytes of a page: the unit in which the page cache holds a file, and in which a process death can cut a write. */
export const PAGE_SIZE = 4096
/** Bytes of the smallest register of data. */
export const SECTOR_SIZE = 512
export const SECTORS_PER_PAGE: number = PAGE_SIZE / SECTOR_SIZE

/** Two 32-bit lanes. */
export type Lanes = readonly [hash1: number, hash2: number]

/** What a sector of NUL would add. */
const NUL_TERMS: readonly number[] = Array.from({ length: SECTORS_PER_PAGE }, (_, sector) => mix(0, sector + 1))

/** The page that reads NUL. Shared: every page of NUL is this one. */
export const ZERO: Page = { bytes: new Uint8Array(PAGE_SIZE), hash1: 0, hash2: 0 }

/** A file version of no bytes. */
export const EMPTY: FileVersion = { size: 0, pages: [] }

/** Pages that share one buffer: a buffer for each would cost more than what is written into it. */
const PAGES_PER_BUFFER = 8
let buffer = new ArrayBuffer(0)
let used = 0

/** 4,096 bytes of NUL, or a copy of a page's. */
export function newPage(bytes?: Uint8Array): Uint8Array {
  if (used === buffer.byteLength) {
    buffer = new ArrayBuffer(PAGES_PER_BUFFER * PAGE_SIZE)
    used = 0
  }
  const page = new Uint8Array(buffer, used, PAGE_SIZE)
  used += PAGE_SIZE
  if (bytes !== undefined) page.set(bytes)
  return page
}

/** Freezes 4,096 bytes: the caller gives them up and never changes them again. `lanes`: their hash, where it is known. */
export function freezePage(bytes: Uint8Array, lanes?: Lanes): Page {
  return bytes[0] === 0 && Buffer.compare(bytes, ZERO.bytes) === 0 ? ZERO : new FrozenPage(bytes, lanes)
}

/**
 * The hash of a page is a sum over its sectors, so that of a page of which some sectors are others it is known before anybody puts the bytes together. A sector
 * of NUL adds nothing. `from`: where its bytes are; `sector`: its place in the page.
 */
export function sectorLanes(bytes: Uint8Array, from: number, sector: number): Lanes {
  const [hash1, hash2] = hashBytes(bytes, from, from + SECTOR_SIZE)
  return [(mix(hash1, sector + 1) - NUL_TERMS[sector]!) | 0, (mix(hash2, sector + 1) - NUL_TERMS[sector]!) | 0]
}

/** Of all sectors but those that `without` has a bit for. */
export function pageLanes(bytes: Uint8Array, without = 0): Lanes {
  let hash1 = 0
  let hash2 = 0
  for (let sector = 0; sector < SECTORS_PER_PAGE; sector++) {
    if ((without & (1 << sector)) !== 0) continue
    const lanes = sectorLanes(bytes, sector * SECTOR_SIZE, sector)
    hash1 = (hash1 + lanes[0]) | 0
    hash2 = (hash2 + lanes[1]) | 0
  }
  return [hash1, hash2]
}

/** Most pages are a step on the way to another one: nobody asks for their hash. */
class FrozenPage implements Page {
  readonly bytes: Uint8Array
  #lanes: Lanes | undefined

  constructor(bytes: Uint8Array, lanes: Lanes | undefined) {
    this.bytes = bytes
    this.#lanes = lanes
  }

  get hash1(): number {
    return (this.#lanes ??= pageLanes(this.bytes))[0]
  }

  get hash2(): number {
    return (this.#lanes ??= pageLanes(this.bytes))[1]
  }
}

/** Cuts bytes into frozen pages; the last one is padded with NUL. The bytes are copied. */
export function versionOf(bytes: Uint8Array): FileVersion {
  const pages: Page[] = []
  for (let from = 0; from < bytes.length; from += PAGE_SIZE) {
    const page = newPage()
    page.set(bytes.subarray(from, from + PAGE_SIZE))
    pages.push(freezePage(page))
  }
  return { size: bytes.length, pages }
}

/** All bytes of a file version, as a copy. */
export function bytesOf(version: FileVersion): Uint8Array {
  const bytes = new Uint8Array(version.size)
  const count = Math.min(version.pages.length, Math.ceil(version.size / PAGE_SIZE))
  for (let index = 0; index < count; index++) {
    const page = version.pages[index]
    if (page !== undefined) bytes.set(page.bytes.subarray(0, version.size - index * PAGE_SIZE), index * PAGE_SIZE)
  }
  return bytes
}

import { hashBytes } from './hash.ts'
import type { FileVersion, Page } from './image.ts'

/** Bytes of a page: the unit in which the page cache holds a file, and in which a process death can cut a write. */
export const PAGE_SIZE = 4096

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

/** Freezes 4,096 bytes: the caller gives them up and never changes them again. */
export function freezePage(bytes: Uint8Array): Page {
  const [hash1, hash2] = hashBytes(bytes)
  if (hash1 === 0 && hash2 === 0) return ZERO
  return { bytes, hash1, hash2 }
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

import { EMPTY, freezePage, newPage, PAGE_SIZE } from './page.ts'
import type { FileVersion, Page } from './image.ts'
import type { DataOperation } from './micro-operation.ts'

/**
 * The content of one file as everyone sees it now. Changes are only queued: bytes are put into pages when somebody reads. A page that belongs to a frozen
 * version is copied before it is changed, so versions stay as they are.
 */
export class FileContent {
  /** Bytes, with the queued changes. */
  size: number
  /** What is in the pages: the newest version if nothing is queued and no page is private. */
  #version: FileVersion
  #queued: DataOperation[] = []
  /** The same index may be in both: then the private page counts. */
  #frozen: (Page | undefined)[]
  readonly #private = new Map<number, Uint8Array>()
  #changed = false
  #ownsFrozen = false

  constructor(version: FileVersion = EMPTY) {
    this.size = version.size
    this.#version = version
    this.#frozen = version.pages as (Page | undefined)[]
  }

  change(operation: DataOperation): void {
    this.size = operation.size
    if (operation.size === 0) {
      this.#clear()
      return
    }
    this.#queued.push(operation)
  }

  /** A copy of the bytes from `from`, at most `length`, fewer at the end of the file. */
  read(from: number, length: number): Uint8Array {
    const end = Math.min(from + length, this.size)
    if (end <= from) return new Uint8Array(0)
    this.#settle()
    const result = new Uint8Array(end - from)
    let at = from
    while (at < end) {
      const index = Math.floor(at / PAGE_SIZE)
      const offset = at - index * PAGE_SIZE
      const count = Math.min(PAGE_SIZE - offset, end - at)
      const page = this.#private.get(index) ?? this.#frozen[index]?.bytes
      if (page !== undefined) result.set(count === PAGE_SIZE ? page : page.subarray(offset, offset + count), at - from)
      at += count
    }
    return result
  }

  /** What is visible now as a frozen version. Unchanged since the last time: the same object. */
  freeze(): FileVersion {
    this.#settle()
    if (!this.#changed) return this.#version
    const pages = this.#ownsFrozen ? this.#frozen : this.#frozen.slice()
    for (const [index, bytes] of this.#private) pages[index] = freezePage(bytes)
    this.#private.clear()
    this.#version = { size: this.size, pages }
    this.#frozen = pages
    this.#ownsFrozen = false
    this.#changed = false
    return this.#version
  }

  #settle(): void {
    if (this.#queued.length === 0) return
    const queued = this.#queued
    this.#queued = []
    this.#changed = true
    for (const operation of queued) {
      if (operation.bytes !== null) this.#write(operation.from, operation.bytes)
      else if (operation.why === 'shrink') this.#shrink(operation.size)
    }
  }

  #write(from: number, bytes: Uint8Array): void {
    const end = from + bytes.length
    let at = from
    while (at < end) {
      const index = Math.floor(at / PAGE_SIZE)
      const offset = at - index * PAGE_SIZE
      const count = Math.min(PAGE_SIZE - offset, end - at)
      this.#writable(index).set(count === bytes.length ? bytes : bytes.subarray(at - from, at - from + count), offset)
      at += count
    }
  }

  #shrink(size: number): void {
    const kept = Math.ceil(size / PAGE_SIZE)
    for (const index of this.#private.keys()) if (index >= kept) this.#private.delete(index)
    if (this.#frozen.length > kept) {
      this.#own()
      this.#frozen.length = kept
    }
    const tail = size % PAGE_SIZE
    if (tail !== 0 && (this.#private.has(kept - 1) || this.#frozen[kept - 1] !== undefined)) this.#writable(kept - 1).fill(0, tail)
  }

  /** A page that nobody else holds. */
  #writable(index: number): Uint8Array {
    let page = this.#private.get(index)
    if (page === undefined) {
      const frozen = this.#frozen[index]
      page = newPage(frozen?.bytes)
      this.#private.set(index, page)
    }
    return page
  }

  #own(): void {
    if (this.#ownsFrozen) return
    this.#frozen = this.#frozen.slice()
    this.#ownsFrozen = true
  }

  #clear(): void {
    this.#queued.length = 0
    this.#private.clear()
    this.#frozen = []
    this.#ownsFrozen = true
    this.#changed = true
  }
}

import { pageTerm } from './image-hash.ts'
import type { FileVersion, Page } from './image.ts'
import type { DataOperation, Inode } from './micro-operation.ts'
import { PageHistory } from './crash-page.ts'
import { PAGE_SIZE, ZERO } from './page.ts'
import type { Profile } from './profiles/profile.ts'

/** An O_DSYNC write ended: at every instant from `below` on, and in what is pending before it, the size is at least `size`. */
export interface SizeBound {
  readonly below: number
  readonly size: number
}

/** The registers of one file: its size and its pages, each with a floor and what is pending above it. */
export class FileHistory {
  readonly inode: Inode
  readonly mode: number
  /** Number of the operation that made it; -1 for a file of the base image. */
  readonly born: number
  /** As readers see it now. */
  size: number
  sizeFloor: number
  /** Pending operations that changed the size, oldest first. */
  sizeOperations: DataOperation[] = []
  sizeBounds: SizeBound[] = []
  /** All pending operations, oldest first. */
  operations: DataOperation[] = []
  /** Instants, between calls, from which on the file has its full size (see `Profile.flushOn`). */
  flushes: number[] = []
  /** Of the operations that are durable everywhere, the last; undefined: none since the base image. */
  lastDurable: { readonly n: number; readonly atMs: number } | undefined
  /** It was truncated to 0 and no descriptor was closed since. */
  truncated = false
  /** Changes whenever anything here does. */
  generation = 0
  #base: FileVersion
  #pages = new Map<number, PageHistory>()
  #dirty = new Set<PageHistory>()
  #lostBelow = 0
  #settled: FileVersion | undefined

  constructor(inode: Inode, mode: number, born: number, base: FileVersion) {
    this.inode = inode
    this.mode = mode
    this.born = born
    this.size = base.size
    this.sizeFloor = base.size
    this.#base = base
  }

  get pending(): boolean {
    return this.#dirty.size > 0 || this.sizeOperations.length > 0
  }

  /** Registers with something pending, counted once per operation. */
  get pendingCount(): number {
    let count = this.sizeOperations.length
    for (const page of this.#dirty) count += page.operations.length
    return count
  }

  apply(operation: DataOperation): void {
    this.#changed()
    const last = operation.size > this.size ? this.#pages.get(Math.floor(this.size / PAGE_SIZE)) : undefined
    if (last?.stale === true) {
      if (operation.why === 'extend') this.#push(last, operation)
      else if (last.operations.length === 0) last.clearFrom(this.size)
    }
    if (operation.why === 'write') {
      const last = Math.floor((operation.to - 1) / PAGE_SIZE)
      for (let index = Math.floor(operation.from / PAGE_SIZE); index <= last; index++) this.#push(this.page(index), operation)
    } else if (operation.why === 'shrink') {
      for (const index of this.#existing(Math.floor(operation.from / PAGE_SIZE), Math.ceil(operation.to / PAGE_SIZE))) this.#push(this.page(index), operation)
    }
    if (operation.size !== this.size) {
      this.sizeOperations.push(operation)
      this.size = operation.size
    }
    this.operations.push(operation)
  }

  /** A sync of the whole file ended that was called when the log had `covers` operations. `staleTail`: see `Profile`. */
  sync(covers: number, staleTail = false): void {
    this.#changed()
    const size = staleTail ? (this.sizeOperations.findLast(({ n }) => n < covers)?.size ?? this.sizeFloor) : undefined
    for (const page of this.#dirty) this.#syncPage(page, covers, size)
    if (this.#commitsSize(covers)) {
      let kept = 0
      while (kept < this.sizeOperations.length && this.sizeOperations[kept]!.n < covers) this.sizeFloor = this.sizeOperations[kept++]!.size
      this.sizeOperations.splice(0, kept)
    }
    this.sizeBounds = this.sizeBounds.filter(({ below }) => below > covers)
    this.#forget(covers)
  }

  /** An O_DSYNC write of from..to ended. */
  syncRange(from: number, to: number, covers: number, { rangeFloor, rangeSize }: Pick<Profile, 'rangeFloor' | 'rangeSize'>): void {
    this.#changed()
    const bringsSize = rangeSize === 'always' || !this.#isUnderGrowth(to, covers)
    for (const page of this.#dirty) {
      if (page.start >= to || page.start + PAGE_SIZE <= from) continue
      if (rangeFloor === 'page') this.#syncPage(page, covers)
      else page.syncSectors(from, to, covers)
    }
    const smallest = this.sizeOperations.reduce((size, operation) => (operation.n < covers ? Math.min(size, operation.size) : size), this.sizeFloor)
    if (to > smallest && bringsSize) this.sizeBounds.push({ below: covers, size: to })
    this.#forget(covers)
  }

  /** The write that ended at `to` did not make the file grow, and one of the sizes that it had before was smaller and in the same page. */
  #isUnderGrowth(to: number, covers: number): boolean {
    const write = this.operations.findLast((operation) => operation.n < covers && operation.why === 'write' && operation.to === to)
    if (write === undefined || write.size > write.sizeBefore) return false
    const start = Math.floor((to - 1) / PAGE_SIZE) * PAGE_SIZE
    return [this.sizeFloor, ...this.sizeOperations.filter(({ n }) => n < covers).map(({ size }) => size)].some((size) => size > start && size < to)
  }

  /** A sync failed: what is pending below `covers` is clean now, and no later sync writes it. */
  lose(covers: number): void {
    this.#lostBelow = Math.max(this.#lostBelow, covers)
  }

  /** A size that grew over lost data alone stays pending: it becomes durable with the next thing that is written there or beyond. */
  #commitsSize(covers: number): boolean {
    const newest = this.sizeOperations.findLast(({ n }) => n < covers)
    if (newest === undefined || newest.n >= this.#lostBelow) return true
    return this.operations.some(({ n, to }) => n >= this.#lostBelow && n < covers && to > this.sizeFloor)
  }

  page(index: number): PageHistory {
    let page = this.#pages.get(index)
    if (page === undefined) this.#pages.set(index, (page = new PageHistory(index, this.#base.pages[index])))
    return page
  }

  /** The durable version of a page, whether or not something is pending on it. */
  durablePage(index: number): Page {
    return this.#pages.get(index)?.version(0) ?? this.#base.pages[index] ?? ZERO
  }

  /** The pages whose bytes depend on the image: something is pending on them, or one of the sizes ends in or before them. In file order. */
  openPages(smallest: number): PageHistory[] {
    const open = new Set<PageHistory>(this.#dirty)
    for (const index of this.#existing(Math.floor(smallest / PAGE_SIZE), Infinity)) open.add(this.page(index))
    return [...open].sort((a, b) => a.index - b.index)
  }

  /** Two lanes over all pages but the given ones, none of which is cut by any size. */
  closedPagesHash(open: readonly PageHistory[]): [number, number] {
    const skip = new Set(open.map(({ index }) => index))
    let hash1 = 0
    let hash2 = 0
    for (const index of this.#existing(0, Infinity)) {
      if (skip.has(index)) continue
      const page = this.durablePage(index)
      hash1 = (hash1 + pageTerm(index, page.hash1)) | 0
      hash2 = (hash2 + pageTerm(index, page.hash2)) | 0
    }
    return [hash1, hash2]
  }

  /** The durable pages at the durable size. Of a file with nothing pending, this is the file. */
  settled(): FileVersion {
    if (this.#settled === undefined) {
      const pages = new Array<Page | undefined>(Math.ceil(this.sizeFloor / PAGE_SIZE)).fill(undefined)
      for (const index of this.#existing(0, pages.length)) {
        const page = this.#pages.get(index)?.versionCut(0, this.sizeFloor) ?? this.#base.pages[index]
        if (page !== undefined && page !== ZERO) pages[index] = page
      }
      this.#settled = { size: this.sizeFloor, pages }
    }
    return this.#settled
  }

  #push(page: PageHistory, operation: DataOperation): void {
    page.push(operation)
    this.#dirty.add(page)
  }

  #syncPage(page: PageHistory, covers: number, size?: number): void {
    page.sync(covers, this.#lostBelow, size)
    if (page.operations.length === 0) this.#dirty.delete(page)
  }

  /** Drops operations that have become durable everywhere from the list of pending ones. */
  #forget(covers: number): void {
    if (this.#dirty.size === 0 && this.sizeOperations.length === 0) {
      this.#durable(this.operations)
      this.operations = []
      this.flushes.length = 0
      return
    }
    const open = new Set(this.sizeOperations)
    for (const page of this.#dirty) for (const operation of page.operations) open.add(operation)
    this.#durable(this.operations.filter((operation) => operation.n < covers && !open.has(operation)))
    this.operations = this.operations.filter((operation) => operation.n >= covers || open.has(operation))
  }

  #durable(operations: readonly DataOperation[]): void {
    const last = operations.at(-1)
    if (last !== undefined && last.n > (this.lastDurable?.n ?? -1)) this.lastDurable = { n: last.n, atMs: last.atMs }
  }

  #changed(): void {
    this.generation++
    this.#settled = undefined
  }

  /** Indices of the pages that may hold bytes, from..to. */
  #existing(from: number, to: number): number[] {
    const found: number[] = []
    const base = this.#base.pages
    for (let index = from; index < Math.min(to, base.length); index++) if (base[index] !== undefined || this.#pages.has(index)) found.push(index)
    for (const index of this.#pages.keys()) if (index >= base.length && index >= from && index < to) found.push(index)
    return found
  }
}

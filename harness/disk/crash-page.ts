import type { Page } from './image.ts'
import type { DataOperation } from './micro-operation.ts'
import { freezePage, newPage, PAGE_SIZE, SECTOR_SIZE, SECTORS_PER_PAGE, ZERO } from './page.ts'

/**
 * The history of one page of a file: its durable version (the floor) and the data operations that are pending on it. Version k is the floor with the first
 * k pending operations applied; versions are built when somebody asks, each at most once. A page that nobody reads costs one array entry per operation. Floors
 * inside a page are kept per sector.
 */
export class PageHistory {
  readonly index: number
  /** Offset of its first byte in the file. */
  readonly start: number
  /** Pending, oldest first. */
  operations: DataOperation[] = []
  #floor: Page
  #due: DataOperation[] = []
  #versions: (Page | undefined)[] = []
  #cuts = new Map<number, Page>()
  #sectorFloors: number[] | undefined
  #stale = false

  constructor(index: number, floor: Page | undefined) {
    this.index = index
    this.start = index * PAGE_SIZE
    this.#floor = floor ?? ZERO
  }

  push(operation: DataOperation): void {
    this.operations.push(operation)
  }

  /** Version k, 0 to the number of pending operations. */
  version(k: number): Page {
    if (k === 0) return this.#durable()
    const known = this.#versions[k]
    if (known !== undefined) return known
    let from = k - 1
    while (from > 0 && this.#versions[from] === undefined) from--
    const bytes = newPage(this.version(from).bytes)
    for (let index = from; index < k; index++) applyToPage(bytes, this.start, this.operations[index]!)
    return (this.#versions[k] = freezePage(bytes))
  }

  /** Version k as a file of `size` bytes shows it: what is beyond reads NUL. */
  versionCut(k: number, size: number): Page {
    const visible = size - this.start
    const page = this.version(k)
    if (visible >= PAGE_SIZE) return page
    const key = k * PAGE_SIZE + Math.max(0, visible)
    let cut = this.#cuts.get(key)
    if (cut === undefined) this.#cuts.set(key, (cut = cutPage(page, visible)))
    return cut
  }

  /** How many of the first pending operations every image has in a sector of from..to (file offsets inside the page). */
  floorIn(from: number, to: number): number {
    if (this.#sectorFloors === undefined) return 0
    let floor = 0
    for (let sector = Math.floor((from - this.start) / SECTOR_SIZE); sector * SECTOR_SIZE < to - this.start; sector++) floor = Math.max(floor, this.#sectorFloors[sector]!)
    return floor
  }

  /** Behind the end of the file, its durable version still has the bytes that a truncation took: they show when the file grows and its new bytes do not arrive. */
  get stale(): boolean {
    return this.#stale
  }

  /** Whoever writes behind the end clears what is there. */
  clearFrom(size: number): void {
    this.#floor = cutPage(this.#durable(), size - this.start)
    this.#stale = false
  }

  /**
   * The operations below `covers` become durable, unless all of them are lost (below `lostBelow`): then the page is clean and stays as it is. With `size`, that of the file
   * there, a truncation to it is not written into the page that it kept.
   */
  sync(covers: number, lostBelow: number, size?: number): void {
    const count = this.#countBelow(covers)
    if (count === 0 || this.operations[count - 1]!.n < lostBelow) return
    const unwritten = size === undefined ? -1 : this.#truncationTo(size, count)
    this.#stale = unwritten >= 0 || (this.#stale && this.operations.slice(0, count).every(({ why }) => why !== 'extend'))
    const known = unwritten < 0 ? this.#versions[count] : undefined
    if (unwritten >= 0) for (let index = 0; index < count; index++) this.#due.push(...(index === unwritten ? [] : [this.operations[index]!]))
    else this.#floor = known ?? this.#floor
    if (known !== undefined) this.#due = []
    else if (unwritten < 0) for (let index = 0; index < count; index++) this.#due.push(this.operations[index]!)
    this.operations.splice(0, count)
    this.#versions.splice(0, count)
    this.#cuts.clear()
    if (this.#sectorFloors !== undefined) this.#sectorFloors = this.#sectorFloors.map((floor) => Math.max(0, floor - count))
  }

  /** The operations below `covers` become durable in the sectors that from..to (file offsets) touches. */
  syncSectors(from: number, to: number, covers: number): void {
    const count = this.#countBelow(covers)
    if (count === 0) return
    const floors = (this.#sectorFloors ??= new Array<number>(SECTORS_PER_PAGE).fill(0))
    const last = Math.min(SECTORS_PER_PAGE - 1, Math.floor((to - 1 - this.start) / SECTOR_SIZE))
    for (let sector = Math.max(0, Math.floor((from - this.start) / SECTOR_SIZE)); sector <= last; sector++) floors[sector] = Math.max(floors[sector]!, count)
  }

  /** The last truncation among the first operations, if it ended inside this page, where the file still ends, and nothing was written behind. -1 for none. */
  #truncationTo(size: number, count: number): number {
    if (size <= this.start || size >= this.start + PAGE_SIZE) return -1
    for (let index = count - 1; index >= 0; index--) {
      const operation = this.operations[index]!
      if (operation.why === 'shrink') return operation.size === size ? index : -1
      if (operation.to > size || operation.why === 'extend') return -1
    }
    return -1
  }

  #countBelow(n: number): number {
    let count = this.operations.length
    while (count > 0 && this.operations[count - 1]!.n >= n) count--
    return count
  }

  #durable(): Page {
    if (this.#due.length > 0) {
      const bytes = newPage(this.#floor.bytes)
      for (const operation of this.#due) applyToPage(bytes, this.start, operation)
      this.#floor = freezePage(bytes)
      this.#due = []
    }
    return this.#floor
  }
}

/** A page with NULs from `visible` on. */
export function cutPage(page: Page, visible: number): Page {
  if (visible >= PAGE_SIZE || page === ZERO) return page
  if (visible <= 0) return ZERO
  const bytes = newPage()
  bytes.set(page.bytes.subarray(0, visible))
  return freezePage(bytes)
}

/** Whether the operation changes bytes of from..to (file offsets, inside one page). A `shrink` clears its page up to the page's end. */
export function touches(operation: DataOperation, from: number, to: number): boolean {
  return operation.from < to && (operation.bytes === null || operation.to > from)
}

function applyToPage(page: Uint8Array, start: number, operation: DataOperation): void {
  const from = Math.max(operation.from, start)
  if (operation.bytes === null) {
    page.fill(0, from - start)
    return
  }
  const to = Math.min(operation.to, start + PAGE_SIZE)
  page.set(operation.bytes.subarray(from - operation.from, to - operation.from), from - start)
}

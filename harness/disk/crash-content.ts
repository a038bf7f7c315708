import { type ContentBounds, unitRange } from './crash-bounds.ts'
import type { FileHistory } from './crash-file.ts'
import { type PageHistory, touches } from './crash-page.ts'
import { pageTerm, sizeTerm } from './image-hash.ts'
import type { DiskOptions, FileVersion, Page } from './image.ts'
import type { DataOperation } from './micro-operation.ts'
import { freezePage, newPage, PAGE_SIZE } from './page.ts'
import type { Profile } from './profiles/profile.ts'

/** What 0xDB stands for: bytes that nobody wrote. */
export const GARBAGE = 0xdb

/** What one unit of a page shows. */
export interface UnitState {
  /** Version of the page. */
  readonly k: number
  /** The bytes that the operations from k on wrote here read as this instead of as version k. */
  readonly fill?: 'nul' | 'garbage'
  /** The bytes of the unit that no pending operation wrote (possible only without powersafe overwrite). */
  readonly others?: 'nul' | 'garbage'
}

/** A unit of a page that somebody wrote, and all that it may show. */
export interface Unit {
  readonly page: PageHistory
  readonly from: number
  readonly to: number
  /** Newest first; whole versions before fills, fills before damage to neighbours. */
  readonly states: readonly UnitState[]
}

/** One content of one file: immutable, its hash known. */
export interface Content {
  readonly size: number
  readonly hash1: number
  readonly hash2: number
  /** The pages of `FileContents.pages`, cut at the size. */
  readonly pages: readonly Page[]
  readonly owner: FileContents
}

/** The contents that one file may have within bounds: its open units and how to build from a choice of them. */
export class FileContents {
  readonly file: FileHistory
  readonly bounds: ContentBounds
  readonly pages: readonly PageHistory[]
  /** Of the version with nothing pending: shared by all contents. */
  readonly #settled: FileVersion
  readonly #closed: readonly [number, number]
  readonly #profile: Profile
  readonly #options: DiskOptions
  #units = new Map<number, readonly Unit[]>()

  constructor(file: FileHistory, bounds: ContentBounds, profile: Profile, options: DiskOptions) {
    this.file = file
    this.bounds = bounds
    this.#profile = profile
    this.#options = options
    let smallest = file.sizeFloor
    for (const { size } of file.sizeOperations) smallest = Math.min(smallest, size)
    for (const { size } of bounds.sizes) smallest = Math.min(smallest, size)
    this.pages = file.openPages(smallest)
    this.#closed = file.closedPagesHash(this.pages)
    this.#settled = file.settled()
  }

  /** The units that this size shows, in file order. */
  units(size: number): readonly Unit[] {
    let units = this.#units.get(size)
    if (units === undefined) this.#units.set(size, (units = this.#makeUnits(size)))
    return units
  }

  /** Builds and hashes the content in which each unit of `units(size)` shows the given state. */
  content(size: number, states: readonly UnitState[]): Content {
    return this.#build(size, this.units(size), states)
  }

  #build(size: number, units: readonly Unit[], states: readonly UnitState[]): Content {
    let hash1 = (this.#closed[0] + sizeTerm(0, this.file.mode, size)) | 0
    let hash2 = (this.#closed[1] + sizeTerm(1, this.file.mode, size)) | 0
    let next = 0
    const pages = this.pages.map((page) => {
      const first = next
      while (next < units.length && units[next]!.page === page) next++
      // A page without units shows the same in all its versions.
      const built = first === next ? page.versionCut(0, size) : buildPage(page, size, units, states, first, next)
      hash1 = (hash1 + pageTerm(page.index, built.hash1)) | 0
      hash2 = (hash2 + pageTerm(page.index, built.hash2)) | 0
      return built
    })
    return { size, hash1, hash2, pages, owner: this }
  }

  /** Builds and hashes a content sector by sector, whatever the bounds say: for images that somebody described. */
  describedContent(size: number, stateOf: (page: PageHistory, from: number, to: number) => UnitState): Content {
    const units: Unit[] = []
    const states: UnitState[] = []
    for (const page of this.pages) {
      if (page.operations.length === 0) continue
      for (let from = page.start; from < Math.min(page.start + PAGE_SIZE, size); from += this.#options.sectorSize) {
        const to = from + this.#options.sectorSize
        const state = stateOf(page, from, to)
        units.push({ page, from, to, states: [state] })
        states.push(state)
      }
    }
    return this.#build(size, units, states)
  }

  version(content: Content): FileVersion {
    const pages = new Array<Page | undefined>(Math.ceil(content.size / PAGE_SIZE)).fill(undefined)
    for (let index = 0; index < Math.min(pages.length, this.#settled.pages.length); index++) pages[index] = this.#settled.pages[index]
    this.pages.forEach((page, index) => {
      if (page.index < pages.length) pages[page.index] = content.pages[index]!
    })
    return { size: content.size, pages }
  }

  #makeUnits(size: number): readonly Unit[] {
    const units: Unit[] = []
    if (this.bounds.empty === true) return units
    const length = Math.max(this.#profile.atom, this.#options.sectorSize)
    for (const page of this.pages) {
      if (page.operations.length === 0) continue
      const end = Math.min(page.start + PAGE_SIZE, size)
      for (let from = page.start; from < end; from += length) {
        const states = this.#states(page, from, from + length, size)
        if (states !== undefined) units.push({ page, from, to: from + length, states })
      }
    }
    return units
  }

  #states(page: PageHistory, from: number, to: number, size: number): readonly UnitState[] | undefined {
    const { operations } = page
    if (!operations.some((operation) => touches(operation, from, to))) return undefined
    const { low, high, cleared } = unitRange(this.file, this.#profile, this.bounds, size, page, from, to)
    const states: UnitState[] = []
    let version = high
    while (version > low && !touches(operations[version - 1]!, from, to)) version--
    states.push({ k: version })
    const fills: UnitState[] = []
    for (let k = version - 1; k >= low; k--) {
      if (k > low && !touches(operations[k - 1]!, from, to)) continue
      if (cleared.some((tail) => k < tail.below && !readsNul(page, k, Math.max(tail.from, from), to))) continue
      states.push({ k })
      if (!this.#profile.newBytes.includes('garbage') || firstWrite(page, k, from, to) === undefined) continue
      fills.push({ k, fill: 'nul' }, { k, fill: 'garbage' })
    }
    states.push(...fills)
    if (!this.#options.powersafeOverwrite && this.#profile.overwrite === 'any' && version > low && neighbours(page, from, Math.min(to, size)).length > 0) {
      for (const state of states.slice()) states.push({ ...state, others: 'nul' }, { ...state, others: 'garbage' })
    }
    return states
  }
}

function buildPage(page: PageHistory, size: number, units: readonly Unit[], states: readonly UnitState[], first: number, end: number): Page {
  let whole = 0
  for (let index = first; index < end; index++) whole = Math.max(whole, states[index]!.k)
  let torn: Uint8Array | undefined
  for (let index = first; index < end; index++) {
    const unit = units[index]!
    const state = states[index]!
    if (state.fill === undefined && state.others === undefined && !page.operations.slice(state.k, whole).some((operation) => touches(operation, unit.from, unit.to))) continue
    torn ??= newPage(page.version(whole).bytes)
    torn.set(unitBytes(unit, state), unit.from - page.start)
  }
  if (torn === undefined) return page.versionCut(whole, size)
  torn.fill(0, Math.min(PAGE_SIZE, Math.max(0, size - page.start)))
  return freezePage(torn)
}

/** The bytes of a unit in a state, whatever the size of the file. */
export function unitBytes({ page, from, to }: Pick<Unit, 'page' | 'from' | 'to'>, { k, fill, others }: UnitState): Uint8Array {
  const bytes = page.version(k).bytes.slice(from - page.start, to - page.start)
  if (fill !== undefined) {
    for (let index = k; index < page.operations.length; index++) {
      const operation = page.operations[index]!
      if (operation.bytes === null || !touches(operation, from, to)) continue
      bytes.fill(fill === 'nul' ? 0 : GARBAGE, Math.max(operation.from, from) - from, Math.min(operation.to, to) - from)
    }
  }
  if (others !== undefined) for (const [start, end] of neighbours(page, from, to)) bytes.fill(others === 'nul' ? 0 : GARBAGE, start - from, end - from)
  return bytes
}

/** The first operation from version k on that changes bytes of from..to, if it is a write: only then can its bytes read as something else. */
export function firstWrite({ operations }: PageHistory, k: number, from: number, to: number): DataOperation | undefined {
  for (let index = k; index < operations.length; index++) {
    const operation = operations[index]!
    if (touches(operation, from, to)) return operation.bytes === null ? undefined : operation
  }
  return undefined
}

function readsNul(page: PageHistory, k: number, from: number, to: number): boolean {
  return page.version(k).bytes.subarray(from - page.start, to - page.start).every((byte) => byte === 0)
}

/** The runs of from..to that no pending operation of the page touches. */
export function neighbours(page: PageHistory, from: number, to: number): [from: number, to: number][] {
  let runs: [from: number, to: number][] = [[from, to]]
  for (const operation of page.operations) {
    const end = operation.bytes === null ? page.start + PAGE_SIZE : operation.to
    runs = runs.flatMap(([start, stop]): [number, number][] => {
      if (operation.from >= stop || end <= start) return [[start, stop]]
      return ([[start, operation.from], [end, stop]] as [number, number][]).filter(([a, b]) => a < b)
    })
  }
  return runs
}

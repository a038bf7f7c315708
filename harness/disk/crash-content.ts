import { type ContentBounds, unitRange } from './crash-bounds.ts'
import type { FileHistory } from './crash-file.ts'
import { type PageHistory, touches } from './crash-page.ts'
import { pageTerm, sizeTerm } from './image-hash.ts'
import type { DiskOptions, FileVersion, Page } from './image.ts'
import type { DataOperation } from './micro-operation.ts'
import { freezePage, type Lanes, newPage, PAGE_SIZE, pageLanes, SECTOR_SIZE, sectorLanes } from './page.ts'
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
  /** Made when it is first asked for. A state belongs to one unit. */
  shown?: Shown
}

/** The bytes of a unit in one of its states, cut at the size of the file, and what they add to the hash of their page. */
interface Shown {
  readonly bytes: Uint8Array
  readonly lanes: Lanes
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
  /** The pages of `FileContents.pages`, cut at the size. Put together when they are first asked for: most contents are only told apart by their hash. */
  readonly pages: readonly Page[]
  readonly owner: FileContents
}

/** What all contents of one size have in common in one page. It stays as it is when the page goes on. */
interface Frame {
  readonly start: number
  readonly index: number
  /** What is not in units; of a page without units, all that it shows. */
  readonly base: Page
  /** Of the file's units, those of this page: from..to. */
  readonly from: number
  readonly to: number
  readonly lanes: Lanes
}

class ChosenContent implements Content {
  readonly size: number
  readonly hash1: number
  readonly hash2: number
  readonly owner: FileContents
  readonly #frames: readonly Frame[]
  readonly #units: readonly Unit[]
  readonly #shown: readonly Shown[]
  #pages: readonly Page[] | undefined

  constructor(owner: FileContents, size: number, closed: Lanes, frames: readonly Frame[], units: readonly Unit[], shown: readonly Shown[]) {
    this.owner = owner
    this.size = size
    this.#frames = frames
    this.#units = units
    this.#shown = shown
    let hash1 = (closed[0] + sizeTerm(0, owner.file.mode, size)) | 0
    let hash2 = (closed[1] + sizeTerm(1, owner.file.mode, size)) | 0
    for (const frame of frames) {
      const lanes = this.#lanes(frame)
      hash1 = (hash1 + pageTerm(frame.index, lanes[0])) | 0
      hash2 = (hash2 + pageTerm(frame.index, lanes[1])) | 0
    }
    this.hash1 = hash1
    this.hash2 = hash2
  }

  get pages(): readonly Page[] {
    return (this.#pages ??= this.#frames.map((frame) => (frame.from === frame.to ? frame.base : this.#page(frame))))
  }

  #lanes({ from, to, lanes }: Frame): Lanes {
    let [hash1, hash2] = lanes
    for (let index = from; index < to; index++) {
      const own = this.#shown[index]!.lanes
      hash1 = (hash1 + own[0]) | 0
      hash2 = (hash2 + own[1]) | 0
    }
    return [hash1, hash2]
  }

  #page(frame: Frame): Page {
    const { base, start, from, to } = frame
    const bytes = newPage(base.bytes)
    for (let index = from; index < to; index++) bytes.set(this.#shown[index]!.bytes, this.#units[index]!.from - start)
    if (this.size - start < PAGE_SIZE) bytes.fill(0, Math.max(0, this.size - start))
    return freezePage(bytes, this.#lanes(frame))
  }
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
  #frames = new Map<number, readonly Frame[]>()

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

  /** Hashes the content in which each unit of `units(size)` shows the given state. */
  content(size: number, states: readonly UnitState[]): Content {
    const units = this.units(size)
    let frames = this.#frames.get(size)
    if (frames === undefined) this.#frames.set(size, (frames = this.#makeFrames(size, units)))
    return this.#of(size, frames, units, states)
  }

  #of(size: number, frames: readonly Frame[], units: readonly Unit[], states: readonly UnitState[]): Content {
    const shown = states.map((state, index) => (state.shown ??= shownIn(units[index]!, state, size)))
    return new ChosenContent(this, size, this.#closed, frames, units, shown)
  }

  #makeFrames(size: number, units: readonly Unit[]): Frame[] {
    let next = 0
    return this.pages.map((page): Frame => {
      const { index, start } = page
      const from = next
      let inUnits = 0
      for (; next < units.length && units[next]!.page === page; next++) inUnits |= sectorsOf(units[next]!)
      // What is in no unit is the same in all versions of the page.
      const base = page.versionCut(0, size)
      return { start, index, base, from, to: next, lanes: inUnits === 0 ? [base.hash1, base.hash2] : pageLanes(base.bytes, inUnits) }
    })
  }

  /** The content that shows these states sector by sector, whatever the bounds say: for images that somebody described. */
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
    return this.#of(size, this.#makeFrames(size, units), units, states)
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

/** The sectors of its page that a unit has, a bit for each. */
function sectorsOf({ page, from, to }: Unit): number {
  return (1 << Math.ceil((to - page.start) / SECTOR_SIZE)) - (1 << Math.floor((from - page.start) / SECTOR_SIZE))
}

function shownIn(unit: Unit, state: UnitState, size: number): Shown {
  const start = unit.from - unit.page.start
  const whole = state.fill === undefined && state.others === undefined
  // A version is frozen: a part of it need not be copied.
  let bytes = whole ? unit.page.version(state.k).bytes.subarray(start, unit.to - unit.page.start) : unitBytes(unit, state)
  if (size < unit.to) bytes = bytes.slice().fill(0, size - unit.from)
  let hash1 = 0
  let hash2 = 0
  for (let from = 0; from < bytes.length; from += SECTOR_SIZE) {
    const lanes = sectorLanes(bytes, from, (start + from) / SECTOR_SIZE)
    hash1 = (hash1 + lanes[0]) | 0
    hash2 = (hash2 + lanes[1]) | 0
  }
  return { bytes, lanes: [hash1, hash2] }
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

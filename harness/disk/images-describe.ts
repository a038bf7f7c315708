import type { FileHistory } from './crash-file.ts'
import { type PageHistory, touches } from './crash-page.ts'
import { type Content, firstWrite, neighbours, unitBytes, type UnitState } from './crash-content.ts'
import type { EntryRegister } from './crash-names.ts'
import type { Difference, DiskOptions, Page } from './image.ts'
import type { Choice, Choices } from './images-choice.ts'
import type { DataOperation, Inode } from './micro-operation.ts'
import { PAGE_SIZE } from './page.ts'

/**
 * The differences between a choice and "everything that was written survived". They are derived from what the image shows, not from how it was chosen:
 * every register is taken at the latest instant that shows the same, so that equal images have equal descriptions. Registers that nobody can see (of files
 * without a name, behind the end of a file) are left out.
 */
export function describe(choices: Choices, options: DiskOptions, { names, contents }: Choice): readonly Difference[] {
  const differences: Difference[] = []
  for (const register of choices.registers) {
    const value = names.tree.changed.get(register.directory)?.get(register.name) ?? register.now
    const difference = describeEntry(register, value)
    if (difference !== undefined) differences.push(difference)
  }
  // The choice may be older than the state is now: the histories are those of `choices`.
  names.files.forEach(({ file }, place) => describeFile(choices.state.files.get(file.inode)!, contents[place]!, options, differences))
  return differences.sort((a, b) => a.n - b.n)
}

function describeEntry({ operations, floor }: EntryRegister, value: Inode): Difference | undefined {
  for (let k = operations.length; k >= 0; k--) {
    if ((k === 0 ? floor : operations[k - 1]!.inode) !== value) continue
    if (k === operations.length) return undefined
    const lost = operations[k]!
    return { n: lost.n, part: lost.by === 'rename' && lost.inode === 0 ? 'old name' : 'name', form: 'lost' }
  }
  return { n: operations.at(-1)!.n, part: 'name', form: 'zeros' }
}

function describeFile(file: FileHistory, content: Content, options: DiskOptions, differences: Difference[]): void {
  const size = describeSize(file, content.size)
  if (size !== undefined) differences.push(size)
  const sectors: Sector[] = []
  content.owner.pages.forEach(({ index: pageIndex }, index) => {
    const page = file.page(pageIndex)
    if (page.operations.length > 0) readSectors(page, content.pages[index]!, content.size, options, sectors)
  })
  describeLosses(file, sectors, content.size, differences)
  describeFills(sectors, differences)
}

function describeSize({ sizeOperations, sizeFloor, size: newest }: FileHistory, size: number): Difference | undefined {
  if (size === newest) return undefined
  for (let k = sizeOperations.length - 1; k >= 0; k--) {
    if ((k === 0 ? sizeFloor : sizeOperations[k - 1]!.size) === size) return { n: sizeOperations[k]!.n, part: 'size', form: 'lost' }
  }
  const growth = sizeOperations.findLast((operation) => operation.sizeBefore < size && size < operation.size) ?? sizeOperations.at(-1)!
  return { n: growth.n, part: 'size', form: { cutAt: size } }
}

/** What one sector shows: the latest state that shows the same bytes. */
interface Sector {
  readonly page: PageHistory
  readonly from: number
  /** Its end, or that of the file. */
  readonly to: number
  readonly end: number
  readonly state: UnitState
  /** Number of the first operation that is lost here; Infinity for none. */
  readonly cap: number
}

function readSectors(page: PageHistory, shown: Page, size: number, options: DiskOptions, sectors: Sector[]): void {
  const newest = page.operations.length
  const complete = shown === page.versionCut(newest, size)
  const last = Math.min(page.start + PAGE_SIZE, size)
  for (let from = page.start; from < last; from += options.sectorSize) {
    const end = from + options.sectorSize
    const to = Math.min(end, last)
    const state = complete ? { k: newest } : stateOf(page, from, to, page.floorIn(from, end), shown.bytes, options)
    const lost = state.k === newest ? undefined : page.operations.find((operation, index) => index >= state.k && touches(operation, from, end))
    sectors.push({ page, from, to, end, state, cap: lost?.n ?? Infinity })
  }
}

function stateOf(page: PageHistory, from: number, to: number, floor: number, shown: Uint8Array, options: DiskOptions): UnitState {
  const newest = page.operations.length
  for (let k = newest; k >= floor; k--) {
    if (k < newest && !touches(page.operations[k]!, from, to)) continue
    if (equalRange(page.version(k).bytes, shown, from - page.start, to - page.start)) return { k }
  }
  const bytes = shown.subarray(from - page.start, to - page.start)
  const shows = (state: UnitState): boolean => equalBytes(unitBytes({ page, from, to }, state), bytes)
  for (const others of options.powersafeOverwrite ? [undefined] : ([undefined, 'nul', 'garbage'] as const)) {
    for (let k = newest; k >= floor; k--) {
      if (others !== undefined && shows({ k, others })) return { k, others }
      if (firstWrite(page, k, from, to) === undefined) continue
      for (const fill of ['nul', 'garbage'] as const) {
        const state: UnitState = { k, fill, ...(others !== undefined && { others }) }
        if (shows(state)) return state
      }
    }
  }
  throw new Error(`bytes ${from} to ${to} of a page are no state that its operations can leave`)
}

function equalRange(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (a[index] !== b[index]) return false
  return true
}

/** Whole operations without a range; `cutAt` where the end of a write is missing; ranges otherwise. */
function describeLosses(file: FileHistory, sectors: readonly Sector[], size: number, differences: Difference[]): void {
  if (sectors.every(({ cap }) => cap === Infinity)) return
  for (const operation of file.operations) {
    const first = sectors.filter(({ cap, state }) => cap === operation.n && state.fill === undefined)
    if (first.length === 0) continue
    const own = sectors.filter(({ page, from, to }) => touches(operation, from, to) && page.operations.includes(operation))
    const lost = own.map(({ cap, state }) => cap <= operation.n && state.fill === undefined)
    const { n } = operation
    if (!lost.includes(false)) {
      differences.push({ n, part: 'data', form: readsNul(file, operation, size) ? 'zeros' : 'lost' })
      continue
    }
    const start = lost.indexOf(true)
    if (start > 0 && !lost.slice(start).includes(false) && operation.bytes !== null) differences.push({ n, part: 'data', form: { cutAt: own[start]!.from } })
    else for (const range of runs(first, operation)) differences.push({ n, part: 'data', form: 'lost', range })
  }
}

/** Where an append is lost but its size is not, its bytes read NUL: say so. */
function readsNul(file: FileHistory, lost: DataOperation, size: number): boolean {
  return lost.bytes !== null && lost.from >= lost.sizeBefore && size > lost.from && file.operations.every(({ n, from, bytes }) => n <= lost.n || (bytes !== null && from >= lost.sizeBefore))
}

function describeFills(sectors: readonly Sector[], differences: Difference[]): void {
  for (const fill of ['nul', 'garbage'] as const) {
    const filled = sectors.filter(({ state }) => state.fill === fill)
    const byOperation = new Map<DataOperation, Sector[]>()
    for (const sector of filled) {
      const operation = firstWrite(sector.page, sector.state.k, sector.from, sector.to)!
      byOperation.set(operation, [...(byOperation.get(operation) ?? []), sector])
    }
    for (const [operation, own] of byOperation) {
      const all = sectors.filter(({ page, from, to }) => page.operations.includes(operation) && touches(operation, from, to))
      const form = fill === 'nul' ? 'zeros' : 'garbage'
      if (all.length === own.length) differences.push({ n: operation.n, part: 'data', form })
      else for (const range of runs(own, operation)) differences.push({ n: operation.n, part: 'data', form, range })
    }
  }
  for (const { page, from, to, end, state } of sectors) {
    if (state.others === undefined) continue
    const last = page.operations.findLast((operation) => touches(operation, from, end))!
    for (const range of neighbours(page, from, to)) differences.push({ n: last.n, part: 'data', form: state.others === 'nul' ? 'zeros' : 'garbage', range })
  }
}

/** Neighbouring sectors as ranges of the operation's own bytes. */
function runs(sectors: readonly Sector[], operation: DataOperation): [from: number, to: number][] {
  const ranges: [number, number][] = []
  for (const { from, to } of sectors) {
    const start = Math.max(from, operation.from)
    const end = operation.bytes === null ? to : Math.min(to, operation.to)
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === start) last[1] = end
    else ranges.push([start, end])
  }
  return ranges
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && equalRange(a, b, 0, a.length)
}

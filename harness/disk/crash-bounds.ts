import type { FileHistory } from './crash-file.ts'
import { type PageHistory, touches } from './crash-page.ts'
import type { DataOperation } from './micro-operation.ts'
import { PAGE_SIZE } from './page.ts'
import type { Profile } from './profiles/profile.ts'

/** A size that a file may have. */
export interface SizeChoice {
  readonly size: number
  /** It ends where an operation ended, not at a block on the way. */
  readonly whole: boolean
}

/** What one file may show, given the names of an image. Equal keys on one file mean equal bounds. */
export interface ContentBounds {
  readonly key: string
  /** Newest first, blocks on the way last. Never empty. */
  readonly sizes: readonly SizeChoice[]
  /** Size operations before this instant have happened; the others have not. Infinity: sizes and sectors do not bound each other. */
  readonly instant: number
  /** Data operations from this instant on have not arrived. */
  readonly dataBefore: number
  /** It is as empty as it was born. */
  readonly empty?: boolean
}

/** Any size that it had since its floor, or a block on the way; sectors do not depend on it. */
export function freeBounds(file: FileHistory, profile: Profile): ContentBounds {
  return { key: 'free', sizes: choices(file, profile, everySize(file, profile)), instant: Infinity, dataBefore: Infinity }
}

function everySize(file: FileHistory, profile: Profile): Candidate[] {
  const sizes = [{ size: file.sizeFloor, n: -1, whole: true }]
  for (const operation of file.sizeOperations) addGrowth(sizes, operation, profile)
  return sizes
}

/** Sizes at instant c: truncations are at it, growth at it or later. Sectors of any age. */
export function journalBounds(file: FileHistory, profile: Profile, instant: number, dataBefore: number = Infinity): ContentBounds {
  let sizes: Candidate[] = [{ size: file.sizeFloor, n: -1, whole: true }]
  let flushed = 0
  let happened = 0
  for (const operation of file.sizeOperations) {
    while (flushed < file.flushes.length && file.flushes[flushed]! <= operation.n) sizes = atFlush(sizes, file.flushes[flushed++]!, instant)
    if (operation.n >= instant) break
    happened++
    if (operation.why !== 'write' || (profile.growthInside === 'with names' && endsInsideSureBlock(file, operation, profile.block))) {
      sizes = [{ size: operation.size, n: operation.n, whole: true }]
    } else addGrowth(sizes, operation, profile)
  }
  for (; flushed < file.flushes.length; flushed++) sizes = atFlush(sizes, file.flushes[flushed]!, instant)
  const data = dataBefore === Infinity ? '' : file.operations.filter(({ n }) => n < dataBefore).length
  return { key: `${happened} ${file.flushes.filter((at) => at <= instant).length} ${data}`, sizes: choices(file, profile, sizes), instant, dataBefore }
}

interface Candidate {
  readonly size: number
  /** The operation that made it. */
  readonly n: number
  readonly whole: boolean
}

function atFlush(sizes: Candidate[], at: number, instant: number): Candidate[] {
  return at <= instant ? [sizes.findLast(({ whole }) => whole)!] : sizes
}

function addGrowth(sizes: Candidate[], operation: DataOperation, { block }: Profile): void {
  if (operation.why === 'write') {
    const first = (Math.floor(operation.sizeBefore / block) + 1) * block
    for (let size = first; size < operation.size; size += block) sizes.push({ size, n: operation.n, whole: false })
  }
  sizes.push({ size: operation.size, n: operation.n, whole: true })
}

/** Where an O_DSYNC write asks for more than any of the candidates, the least that the file had, or that lay on the way to it: it comes with the end of its block. */
function choices(file: FileHistory, profile: Profile, candidates: readonly Candidate[]): SizeChoice[] {
  const isAllowed = ({ size, n }: Candidate): boolean => file.sizeBounds.every((bound) => n >= bound.below || size >= bound.size)
  const allowed = candidates.filter(isAllowed)
  const found = new Map<number, SizeChoice>()
  for (let index = allowed.length - 1; index >= 0; index--) if (allowed[index]!.whole) add(found, allowed[index]!)
  for (let index = allowed.length - 1; index >= 0; index--) if (!allowed[index]!.whole) add(found, allowed[index]!)
  if (found.size === 0) {
    const least = Math.min(...everySize(file, profile).filter(isAllowed).map(({ size }) => size))
    add(found, { size: Number.isFinite(least) ? least : Math.max(file.sizeFloor, ...file.sizeBounds.map(({ size }) => size)), whole: true })
  }
  return [...found.values()]
}

function add(found: Map<number, SizeChoice>, { size, whole }: SizeChoice): void {
  if (!found.has(size)) found.set(size, { size, whole })
}

/** The last byte of the growth lies in a block that holds durable bytes and was not freed since. (Not being sure only admits more.) */
function endsInsideSureBlock(file: FileHistory, operation: DataOperation, block: number): boolean {
  const start = Math.floor((operation.size - 1) / block) * block
  for (const other of file.sizeOperations) {
    if (other.n >= operation.n) break
    if (other.why === 'shrink' && other.size <= start) return false
  }
  const { bytes } = file.durablePage(Math.floor(start / PAGE_SIZE))
  const from = start % PAGE_SIZE
  for (let offset = from; offset < from + block; offset++) if (bytes[offset] !== 0) return true
  return false
}

export interface UnitRange {
  /** Versions k from `low` to `high`. */
  readonly low: number
  readonly high: number
  /** Of the versions below `below`, only those that read NUL from the file offset `from` on. */
  readonly cleared: readonly ClearedTail[]
}

interface ClearedTail {
  readonly below: number
  readonly from: number
}

/**
 * The versions that a unit of a page (`from`..`to`, file offsets inside it) may show: k from `low` to `high`. With bounds between sizes and sectors:
 * - a truncation that has happened left NUL (or later bytes) in the pages that it freed, and, unless tails can be stale, in the page that it kept. Kept
 *   blocks that were never allocated are not written for it: what was cut short in them may read NUL. Where a size never outruns its data, the kept page is
 *   written no sooner than the file grows again, and not for a growth by O_DSYNC;
 * - at an instant before it, the pages that it was to free have nothing later;
 * - where a size never outruns its data, bytes of a growth that has happened are there.
 */
export function unitRange(file: FileHistory, profile: Profile, bounds: ContentBounds, size: number, page: PageHistory, from: number, to: number): UnitRange {
  const cleared: ClearedTail[] = []
  let low = page.floorIn(from, to)
  const { operations } = page
  let high = operations.length
  while (high > 0 && operations[high - 1]!.n >= bounds.dataBefore) high--
  if (bounds.instant !== Infinity) {
    const grown = profile.newBytes.includes('nul') ? Infinity : growthStart(file, profile, bounds.instant)
    for (let index = 0; index < operations.length; index++) {
      const operation = operations[index]!
      if (operation.why === 'shrink') {
        const freed = page.start >= operation.from
        if (operation.n < bounds.instant) {
          if (!touches(operation, from, to) || (!freed && (profile.staleTail || keepsTail(file, profile, operation, size)))) continue
          if (!freed && profile.newBytes.includes('nul') && !isSureBlock(page, index, from, profile.block)) cleared.push({ below: index + 1, from: operation.size })
          else low = Math.max(low, index + 1)
        } else if (freed) high = Math.min(high, index)
      } else if (operation.n < bounds.instant && operation.to > grown && operation.size > operation.sizeBefore) {
        const firstNew = Math.max(operation.from, operation.sizeBefore, grown, from)
        if (firstNew < Math.min(operation.to, size, to)) low = Math.max(low, index + 1)
      }
    }
  }
  return { low, high: Math.max(low, high), cleared }
}

/** The block around this offset holds durable bytes, and none of the first `count` pending operations freed it: it surely is allocated. */
function isSureBlock(page: PageHistory, count: number, offset: number, block: number): boolean {
  const start = Math.floor(offset / block) * block
  for (let index = 0; index < count; index++) {
    const operation = page.operations[index]!
    if (operation.why === 'shrink' && operation.size <= start) return false
  }
  return page.version(0).bytes.subarray(start - page.start, start - page.start + block).some((byte) => byte !== 0)
}

/**
 * The page that a truncation kept was perhaps not written for it: where a size never outruns its data, that is written when the file grows again, unless it
 * grows by an O_DSYNC write, which brings its size alone.
 */
function keepsTail({ sizeBounds }: FileHistory, { newBytes }: Profile, truncation: DataOperation, size: number): boolean {
  if (newBytes.includes('nul')) return false
  return size <= truncation.size || sizeBounds.some((bound) => bound.below > truncation.n && bound.size > truncation.size)
}

/** From this offset on, bytes below the size have not been durable before: the lowest size since the floor. */
function growthStart(file: FileHistory, profile: Profile, instant: number): number {
  let start = file.sizeFloor
  let bounded = 0
  for (const operation of file.sizeOperations) {
    if (operation.n >= instant) break
    for (; bounded < file.sizeBounds.length && file.sizeBounds[bounded]!.below <= operation.n; bounded++) start = Math.max(start, file.sizeBounds[bounded]!.size)
    if (operation.why === 'shrink') start = Math.min(start, operation.size)
    else if (operation.why === 'extend' && !profile.extendFlushes) start = operation.size
  }
  for (; bounded < file.sizeBounds.length; bounded++) start = Math.max(start, file.sizeBounds[bounded]!.size)
  return start
}

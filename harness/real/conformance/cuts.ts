import { randomStream, type RandomStream } from '../../world/random.ts'
import type { LogSummary } from './log-summary.ts'
import type { Cut, Deviation } from './medium.ts'

/** A cut, and between which syscalls of the program it falls: `first` had ended (-1 for none), `last` had begun. */
export interface PlacedCut {
  readonly cut: Cut
  readonly first: number
  readonly last: number
}

const SECTOR = 512
const PAGE = 4096
/** Of ten cuts so many lose something of a volatile cache; the others are a prefix of the log. */
const VOLATILE_OF_TEN = 5

/**
 * Chooses this many cuts, in the order of the log. A cut loses only what was written after the last flush: whole writes, or the part before or behind a
 * 512-byte sector of file data and a 4,096-byte page of metadata (which no file system expects to be torn within one).
 */
export function chooseCuts(log: LogSummary, count: number, seed: string): readonly PlacedCut[] {
  const stream = randomStream(seed, 'cuts')
  const lengths = interesting(log)
  const chosen: PlacedCut[] = []
  const seen = new Set<string>()
  for (let tries = 0; chosen.length < count && tries < count * 3; tries++) {
    const length = lengths[stream.integer(lengths.length)]!
    const deviations = stream.integer(10) < VOLATILE_OF_TEN ? deviationsAt(log, length, stream) : []
    const key = JSON.stringify([length, deviations])
    if (seen.has(key)) continue
    seen.add(key)
    chosen.push({ cut: { length, deviations }, ...placeOf(log, length) })
  }
  return chosen.sort((a, b) => a.cut.length - b.cut.length)
}

/** Lengths at which the medium differs from the one before, or the program has come further; from its first syscall on, with the whole log twice as likely. */
function interesting(log: LogSummary): readonly number[] {
  const begin = log.findIndex((entry) => typeof entry === 'number')
  const lengths = log.flatMap((entry, index) => (index < begin || entry === 'flush' || (typeof entry === 'number' && typeof log[index + 1] === 'number') ? [] : [index + 1]))
  return [...lengths, log.length]
}

function placeOf(log: LogSummary, length: number): { first: number; last: number } {
  let first = -1
  let last = -1
  for (let index = 0; index < length; index++) {
    const entry = log[index]!
    if (typeof entry !== 'number') continue
    if (entry % 2 === 0) last = entry / 2
    else first = (entry - 1) / 2
  }
  return { first, last }
}

function deviationsAt(log: LogSummary, length: number, stream: RandomStream): readonly Deviation[] {
  let from = length
  while (from > 0 && log[from - 1] !== 'flush') from--
  const kept = stream.integer(3)
  const deviations: Deviation[] = []
  for (let entry = from; entry < length; entry++) {
    const write = log[entry]!
    if (typeof write !== 'object' || stream.integer(3) < kept) continue
    const [offset, size, data] = write
    deviations.push({ entry, ...partOf(offset, size, data === 1 ? SECTOR : PAGE, stream) })
  }
  return deviations
}

/** Nothing, or what lies before or behind a boundary of the medium inside the write. */
function partOf(offset: number, size: number, unit: number, stream: RandomStream): { from: number; to: number } {
  const boundaries = Math.ceil((offset + size) / unit) - Math.floor(offset / unit) - 1
  if (boundaries < 1 || stream.integer(3) === 0) return { from: 0, to: 0 }
  const at = (Math.floor(offset / unit) + 1 + stream.integer(boundaries)) * unit - offset
  return stream.integer(2) === 0 ? { from: 0, to: at } : { from: at, to: size }
}

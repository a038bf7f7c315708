import { crc32 } from 'node:zlib'
import { decodeLine, LINE_START, type Decoded, type DecodedRecord, type EventId, type JournalRecord } from './record.ts'

/** Bytes of the file that are no line of a journal. */
export interface Damage {
  /** File offset of the first byte. */
  readonly offset: number
  /** Bytes. */
  readonly length: number
}

/** Records that were written between these two and are not there. `after` has the sequence 0 where the first ones of a generation are missing. */
export interface Gap {
  readonly after: EventId
  readonly before: EventId
}

export interface Scan {
  /** Ids strictly increasing. */
  readonly records: readonly JournalRecord[]
  readonly damage: readonly Damage[]
  readonly gaps: readonly Gap[]
  /** Behind the last line: what lies beyond is a torn tail, or a write that has not ended. */
  readonly end: number
  /** The highest generation that left a line: 0 for none. */
  readonly generation: number
  /** The last record is a sealing one. */
  readonly sealed: boolean
  /** All records up to this id are known to be on the medium. */
  readonly proven: EventId
  /** True if an intact line has a format version that this code does not know. Such a file must be left as it is. */
  readonly newer: boolean
}

const NOTHING: EventId = { generation: 0, sequence: 0 }

/**
 * Finds the records in the bytes of a journal. Damage to one never hides another: what is no line is skipped to the next newline, and where a lost sector
 * swallowed a newline, to the next start of a line within it.
 *
 * Laws
 * - From the first line of a generation on, lines of earlier ones are ignored: their owner had been replaced.
 * - What an opening wrote again counts only where the first writing is damaged, and takes its place in the order.
 *
 * `scanner`: that of earlier scans of the same file, where there were some. It makes this one shorter and no other.
 */
export function scan(seed: number, bytes: Buffer, scanner: Scanner = new Scanner(seed)): Scan {
  return scanner.scan(bytes)
}

const NO_BYTES = Buffer.alloc(0)

/** Scans a file that grows again and again, and decodes each line once. It keeps what the lines said and not the bytes. */
export class Scanner {
  readonly #seed: number
  #found = new Found()
  #damage: Damage[] = []
  /** Behind the last newline. */
  #rest = NO_BYTES
  /** File offset of the rest. */
  #from = 0
  #end = 0
  #newer = false
  /** Of all bytes so far: as strong as that of each line. */
  #checksum = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** All bytes of the file. */
  scan(bytes: Buffer): Scan {
    if (!this.#isStartOf(bytes)) this.#forget()
    this.#take(bytes.subarray(this.#length))
    const behind = this.#length - this.#end
    const damage = behind > 0 ? [...this.#damage, { offset: this.#end, length: behind }] : [...this.#damage]
    return { ...this.#found.result(), damage, end: this.#end, newer: this.#newer }
  }

  get #length(): number {
    return this.#from + this.#rest.length
  }

  #isStartOf(bytes: Buffer): boolean {
    return bytes.length >= this.#length && crc32(bytes.subarray(0, this.#length)) === this.#checksum
  }

  #forget(): void {
    this.#found = new Found()
    this.#damage = []
    this.#rest = NO_BYTES
    this.#from = 0
    this.#end = 0
    this.#newer = false
    this.#checksum = 0
  }

  #take(more: Buffer): void {
    this.#checksum = crc32(more, this.#checksum)
    const bytes = this.#rest.length === 0 ? more : Buffer.concat([this.#rest, more])
    const base = this.#from
    let from = 0
    for (let to = bytes.indexOf(0x0a); to !== -1; from = to + 1, to = bytes.indexOf(0x0a, from)) this.#line(bytes, base, from, to)
    this.#from = base + from
    // A copy: a few bytes must not keep all the others in memory.
    this.#rest = from === bytes.length ? NO_BYTES : Buffer.from(bytes.subarray(from))
  }

  /** `base`: the file offset of the first of these bytes. */
  #line(bytes: Buffer, base: number, from: number, to: number): void {
    const next = base + to + 1
    if (from === to && base + from === this.#end) {
      this.#end = next
      return
    }
    const last = lastLine(this.#seed, bytes, from, to)
    if (last === undefined) return
    const { at, decoded } = last
    if (decoded === 'newer') this.#newer = true
    else this.#found.take(decoded)
    if (base + at > this.#end) this.#damage.push({ offset: this.#end, length: base + at - this.#end })
    this.#end = next
  }
}

/** The line that ends at the newline `to`. It may start behind damage that swallowed the newline before it. */
function lastLine(seed: number, bytes: Buffer, from: number, to: number): { at: number; decoded: Exclude<Decoded, 'damaged'> } | undefined {
  for (let at = from; at !== -1 && at < to; at = bytes.subarray(0, to).indexOf(LINE_START, at + 1)) {
    const decoded = decodeLine(seed, bytes, at, to)
    if (decoded !== 'damaged') return { at, decoded }
  }
  return undefined
}

/** The records among the lines, in the order of their ids. */
class Found {
  readonly #records: JournalRecord[] = []
  #generation = 0
  #proven = NOTHING

  take(line: Exclude<Decoded, 'newer' | 'damaged'>): void {
    const writer = line.kind === 'record' && line.again !== undefined ? line.again : line.generation
    if (writer < this.#generation) return
    this.#generation = writer
    // A generation writes lines of its own only when all that its opening found is on the medium.
    if (line.kind === 'mark' || (line.kind === 'record' && line.again === undefined)) this.#prove({ generation: writer, sequence: line.durable ?? 0 })
    if (line.kind !== 'record') return
    const place = placeOf(this.#records, line)
    const there = this.#records[place]
    if (there === undefined) this.#records.push(recordOf(line))
    else if (line.again !== undefined && compareIds(there, line) !== 0) this.#records.splice(place, 0, recordOf(line))
  }

  #prove(id: EventId): void {
    if (compareIds(this.#proven, id) < 0) this.#proven = id
  }

  result(): Pick<Scan, 'records' | 'gaps' | 'generation' | 'sealed' | 'proven'> {
    const records = [...this.#records]
    return { records, gaps: gapsIn(records), generation: this.#generation, sealed: records.at(-1)?.sealed === true, proven: this.#proven }
  }
}

function recordOf({ generation, sequence, record, sealed }: DecodedRecord): JournalRecord {
  return sealed ? { generation, sequence, record, sealed } : { generation, sequence, record }
}

/** Where in records with increasing ids the first one is that is not older than this id. Most often behind the last one. */
export function placeOf(records: readonly EventId[], id: EventId): number {
  let from = 0
  let to = records.length
  if (to === 0 || compareIds(records[to - 1]!, id) < 0) return to
  while (from < to) {
    const middle = (from + to) >> 1
    if (compareIds(records[middle]!, id) < 0) from = middle + 1
    else to = middle
  }
  return from
}

export function gapsIn(records: readonly EventId[]): Gap[] {
  const gaps: Gap[] = []
  let last = NOTHING
  for (const id of records) {
    const { generation, sequence } = id
    const expected = generation === last.generation ? last.sequence + 1 : 1
    if (sequence !== expected) gaps.push({ after: { generation, sequence: expected - 1 }, before: { generation, sequence } })
    last = id
  }
  return gaps
}

/** Below 0: `a` is older. */
export function compareIds(a: EventId, b: EventId): number {
  return a.generation - b.generation || a.sequence - b.sequence
}

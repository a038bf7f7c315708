import { decodeRecord, LINE_START, type EventId, type JournalRecord } from './record.ts'

/** Bytes of the file that are no record. `length` 0: records are missing at this offset although no byte there is damaged. */
export interface Damage {
  /** File offset of the first byte. */
  readonly offset: number
  /** Bytes. */
  readonly length: number
}

export interface Scan {
  /** In file order, ids strictly increasing. */
  readonly records: readonly JournalRecord[]
  readonly damage: readonly Damage[]
  /** Behind the last record: where the next one belongs. What lies beyond is a torn tail. */
  readonly end: number
  /** True if an intact line has a format version that this code does not know. Such a file must be left as it is. */
  readonly newer: boolean
}

/**
 * Finds the records in the bytes of a journal. Damage to one never hides another: what is no record is skipped to the next newline, and where a lost sector
 * swallowed a newline, to the next start of a line within it. Records of an owner that a newer generation has replaced are left out.
 */
export function scan(seed: number, bytes: Buffer): Scan {
  const records: JournalRecord[] = []
  const damage: Damage[] = []
  let last: EventId = { generation: 0, sequence: 0 }
  let end = 0
  let newer = false
  for (let from = 0, to = bytes.indexOf(0x0a); to !== -1; from = to + 1, to = bytes.indexOf(0x0a, from)) {
    const found = lastRecord(seed, bytes, from, to)
    if (found === undefined) continue
    const { at, decoded } = found
    if (decoded === 'newer') newer = true
    else if (isLater(decoded, last)) {
      if (at === end && !follows(decoded, last)) damage.push({ offset: at, length: 0 })
      records.push(decoded)
      last = decoded
    }
    if (at > end) damage.push({ offset: end, length: at - end })
    end = to + 1
  }
  if (bytes.length > end) damage.push({ offset: end, length: bytes.length - end })
  return { records, damage, end, newer }
}

/** The record that ends at the newline `to`. It may start behind damage that swallowed the newline before it. */
function lastRecord(seed: number, bytes: Buffer, from: number, to: number): { at: number; decoded: JournalRecord | 'newer' } | undefined {
  for (let at = from; at !== -1 && at < to; at = bytes.subarray(0, to).indexOf(LINE_START, at + 1)) {
    const decoded = decodeRecord(seed, bytes, at, to)
    if (decoded !== 'damaged') return { at, decoded }
  }
  return undefined
}

function isLater(id: EventId, last: EventId): boolean {
  return id.generation > last.generation || (id.generation === last.generation && id.sequence > last.sequence)
}

function follows(id: EventId, last: EventId): boolean {
  return id.sequence === (id.generation === last.generation ? last.sequence + 1 : 1)
}

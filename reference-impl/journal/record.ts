import { crc32 } from 'node:zlib'
import { refused } from './errors.ts'

/**
 * One record is one line of JSON, which a person can follow with `tail -f`:
 *
 *     {"checksum":"5b3c9a07","version":1,"generation":2,"sequence":17,"record":…}
 *
 * Laws
 * - A line ends with the byte 0x0A and holds no other one. U+2028, U+2029 and U+0085 end no line.
 * - The checksum (CRC-32, eight hexadecimal digits) covers the run's name and every byte behind the checksum's own member, up to the closing brace. A
 *   record that strayed here from another run is damage.
 * - Bytes are checked before they are decoded as UTF-8, so that a cut inside a character costs this record and no other.
 * - The line is a record only together with its newline.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Names one record for ever: never issued twice, also after a power cut that lost records already shown. */
export interface EventId {
  /** Which opening of the journal wrote it: a whole number from 1. */
  readonly generation: number
  /** Its place among the records of that generation: 1, 2, 3 … without a gap. */
  readonly sequence: number
}

export interface JournalRecord extends EventId {
  readonly record: Json
}

export const FORMAT_VERSION = 1

/** How every line starts. Inside a JSON text these bytes can only begin an object, because quotes in a string are escaped. */
export const LINE_START: Buffer = Buffer.from('{"checksum":"')

const DIGITS = 8
const COVERED_FROM = LINE_START.length + DIGITS + '",'.length

/** What the checksum of every record of a run starts from. */
export function checksumSeed(run: string): number {
  return crc32(run)
}

/** The line of a record, its newline included. Throws a refused `JournalError` for a value that JSON has no text for. */
export function encodeRecord(seed: number, { generation, sequence, record }: JournalRecord): Buffer {
  const text = JSON.stringify(record) as string | undefined
  if (text === undefined) throw refused(`a record is ${typeof record}; the journal takes JSON values`)
  const covered = `"version":${FORMAT_VERSION},"generation":${generation},"sequence":${sequence},"record":${text}}`
  const checksum = crc32(covered, seed).toString(16).padStart(DIGITS, '0')
  return Buffer.from(`{"checksum":"${checksum}",${covered}\n`)
}

/** `newer`: intact, but of a format version that this code does not know. `damaged`: anything else that is no record. */
export type Decoded = JournalRecord | 'newer' | 'damaged'

/** Reads the line whose bytes are `from` up to its newline at `to`. */
export function decodeRecord(seed: number, bytes: Buffer, from: number, to: number): Decoded {
  const coveredFrom = from + COVERED_FROM
  if (to <= coveredFrom || LINE_START.compare(bytes, from, from + LINE_START.length) !== 0) return 'damaged'
  const stated = bytes.toString('latin1', from + LINE_START.length, from + LINE_START.length + DIGITS)
  const checksum = crc32(bytes.subarray(coveredFrom, to), seed).toString(16).padStart(DIGITS, '0')
  if (stated !== checksum) return 'damaged'
  return fromLine(parse(bytes.toString('utf8', from, to)))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fromLine(line: unknown): Decoded {
  if (typeof line !== 'object' || line === null) return 'damaged'
  const { version, generation, sequence, record } = line as { readonly [member: string]: Json | undefined }
  if (!isCount(version)) return 'damaged'
  if (version > FORMAT_VERSION) return 'newer'
  if (!isCount(generation) || !isCount(sequence) || record === undefined) return 'damaged'
  return { generation, sequence, record }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

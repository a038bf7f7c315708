import { crc32 } from 'node:zlib'
import { messageOf } from '../files/error-message.ts'
import { refused } from './errors.ts'

/**
 * One record is one line of JSON, which a person can follow with `tail -f`:
 *
 *     {"checksum":"5b3c9a07","version":1,"claim":2}                                          an opening took the journal over
 *     {"checksum":"…","version":1,"generation":2,"sequence":17,"durable":16,"record":…}      a record
 *     {"checksum":"…","version":1,"generation":2,"sequence":18,"sealed":true,"record":…}     the last one
 *     {"checksum":"…","version":1,"generation":1,"sequence":9,"again":2,"record":…}          an older record that an opening wrote once more
 *     {"checksum":"…","version":1,"generation":2,"durable":17}                               a mark: what was synced by then
 *
 * Laws
 * - A line ends with the byte 0x0A and holds no other one. U+2028, U+2029 and U+0085 end no line. Empty lines mean nothing.
 * - The checksum (CRC-32, eight hexadecimal digits) covers the run's name and every byte behind the checksum's own member, up to the closing brace. A
 *   record that strayed here from another run is damage.
 * - Bytes are checked before they are decoded as UTF-8, so that a cut inside a character costs this record and no other.
 * - The line is a record only together with its newline.
 * - `durable` n is written only after a sync that ended well: the generation's records up to n, and all of earlier generations, are on the medium. So it is
 *   true wherever it can be read.
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
  /** The run was sealed with it. */
  readonly sealed?: true
}

export const FORMAT_VERSION = 1

/** How every line starts. Inside a JSON text these bytes can only begin an object, because quotes in a string are escaped. */
export const LINE_START: Buffer = Buffer.from('{"checksum":"')

const DIGITS = 8
/** Of a line: the first byte that its checksum covers. */
export const COVERED_FROM: number = LINE_START.length + DIGITS + '",'.length

/** What the checksum of every record of a run starts from. */
export function checksumSeed(run: string): number {
  return crc32(run)
}

/** The JSON text of a record. Throws a refused `JournalError` for a value that JSON has no text for. */
export function textOf(record: Json): string {
  let text: string | undefined
  try {
    text = JSON.stringify(record) as string | undefined
  } catch (error) {
    throw refused(`a record has no JSON text (${messageOf(error)}); the journal takes JSON values`)
  }
  if (text === undefined) throw refused(`a record is ${typeof record}; the journal takes JSON values`)
  return text
}

export interface RecordLine extends EventId {
  /** JSON. */
  readonly text: string
  readonly sealed?: boolean | undefined
  readonly durable?: number | undefined
  readonly again?: number | undefined
}

/** The line of a record, its newline included. */
export function recordLine(seed: number, { generation, sequence, text, sealed, durable, again }: RecordLine): string {
  const members = `${durable === undefined ? '' : `"durable":${durable},`}${again === undefined ? '' : `"again":${again},`}${sealed === true ? '"sealed":true,' : ''}`
  return line(seed, `"generation":${generation},"sequence":${sequence},${members}"record":${text}}`)
}

export function claimLine(seed: number, generation: number): string {
  return line(seed, `"claim":${generation}}`)
}

export function markLine(seed: number, generation: number, durable: number): string {
  return line(seed, `"generation":${generation},"durable":${durable}}`)
}

/** Members of a line behind the one that says the version. */
export function versioned(members: string): string {
  return `"version":${FORMAT_VERSION},${members}`
}

function line(seed: number, members: string): string {
  const covered = versioned(members)
  return `{"checksum":"${crc32(covered, seed).toString(16).padStart(DIGITS, '0')}",${covered}\n`
}

export interface DecodedRecord extends EventId {
  readonly kind: 'record'
  readonly record: Json
  readonly sealed: boolean
  readonly durable: number | undefined
  /** The opening that wrote it once more; undefined on the first writing. */
  readonly again: number | undefined
}

export interface DecodedClaim {
  readonly kind: 'claim'
  readonly generation: number
}

export interface DecodedMark {
  readonly kind: 'mark'
  readonly generation: number
  readonly durable: number
}

/** `newer`: intact, but of a format version that this code does not know. `damaged`: anything else that is no line of a journal. */
export type Decoded = DecodedRecord | DecodedClaim | DecodedMark | 'newer' | 'damaged'

/** Reads the line whose bytes are `from` up to its newline at `to`. */
export function decodeLine(seed: number, bytes: Buffer, from: number, to: number): Decoded {
  const coveredFrom = from + COVERED_FROM
  if (to <= coveredFrom || !startsAt(bytes, from)) return 'damaged'
  if (statedAt(bytes, from + LINE_START.length) !== crc32(bytes.subarray(coveredFrom, to), seed)) return 'damaged'
  return fromLine(parse(bytes.toString('utf8', from, to)))
}

/** Byte by byte: for so few a call of `Buffer.compare` takes longer. */
function startsAt(bytes: Buffer, from: number): boolean {
  for (let index = 0; index < LINE_START.length; index++) if (bytes[from + index] !== LINE_START[index]) return false
  return true
}

/** The checksum that a line states; -1 for what is no eight lower-case hexadecimal digits. */
function statedAt(bytes: Buffer, from: number): number {
  let stated = 0
  for (let index = from; index < from + DIGITS; index++) {
    const byte = bytes[index]!
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
    if (digit === -1) return -1
    stated = stated * 16 + digit
  }
  return stated
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fromLine(parsed: unknown): Decoded {
  if (typeof parsed !== 'object' || parsed === null) return 'damaged'
  const { version, claim, generation, sequence, durable, again, sealed, record } = parsed as { readonly [member: string]: Json | undefined }
  if (!isCount(version)) return 'damaged'
  if (version > FORMAT_VERSION) return 'newer'
  if (isCount(claim)) return { kind: 'claim', generation: claim }
  if (!isCount(generation)) return 'damaged'
  const known = isCount(durable) ? durable : Object.is(durable, 0) ? 0 : undefined
  if (sequence === undefined) return known === undefined ? 'damaged' : { kind: 'mark', generation, durable: known }
  if (!isCount(sequence) || record === undefined) return 'damaged'
  return { kind: 'record', generation, sequence, record, sealed: sealed === true, durable: known, again: isCount(again) ? again : undefined }
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

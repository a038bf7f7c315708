import { crc32 } from 'node:zlib'
import { checksumOf } from '../files/checksum.ts'
import { BYTES_PER_CHARACTER, type TextBuffer } from '../files/text-buffer.ts'
import { COVERED_FROM, LINE_START, versioned } from './record.ts'

/** A record on its way to a file, in which all lines have the same run and generation. */
export interface EncodedRecord {
  readonly sequence: number
  /** JSON. */
  readonly text: string
  readonly sealed?: boolean | undefined
  readonly durable?: number | undefined
}

/** Room for all members between the head and the record, with the longest numbers. */
const MEMBERS_BYTES_MOST = 96
const SHORT_CHARACTERS = 64
const ASCII_MOST = 0x7f
const BRACE = 0x7d
const NEWLINE = 0x0a
const DIGITS = Buffer.from('0123456789abcdef')

/**
 * Writes the lines of records as bytes: the same as `recordLine` gives as text. Every token of an answer comes through here, so that nothing is made for one line
 * that is the same for all of them, or that only carries it into the next call.
 */
export class RecordEncoder {
  /** How each line starts; zeros where its checksum goes. */
  readonly #head: Buffer
  /** Of what it covers of that. */
  readonly #checksum: number

  /** `seed`: what the checksum starts from. `members`: of every line, JSON with a comma behind each. */
  constructor(seed: number, members: string) {
    this.#head = Buffer.from(`${LINE_START.toString()}00000000",${versioned(members)}"sequence":`)
    this.#checksum = crc32(this.#head.subarray(COVERED_FROM), seed)
  }

  /** Adds a line, its newline included. Bytes that it takes. */
  put(into: TextBuffer, { sequence, text, sealed, durable }: EncodedRecord): number {
    const head = this.#head
    const bytes = into.roomFor(head.length + MEMBERS_BYTES_MOST + text.length * BYTES_PER_CHARACTER)
    const from = into.length
    let at = from + head.copy(bytes, from)
    at = putShort(bytes, at, String(sequence))
    if (durable !== undefined) at = putShort(bytes, at, `,"durable":${durable}`)
    if (sealed === true) at = putShort(bytes, at, ',"sealed":true')
    at = putShort(bytes, at, ',"record":')
    at = text.length > SHORT_CHARACTERS ? at + bytes.write(text, at) : putShort(bytes, at, text)
    bytes[at++] = BRACE
    putDigits(bytes, from + LINE_START.length, checksumOf(bytes, from + head.length, at, this.#checksum))
    bytes[at++] = NEWLINE
    into.wrote(at - from)
    return at - from
  }
}

/** Where the next byte goes. What is short is most often ASCII: a loop is faster then than a call into the library. */
function putShort(bytes: Buffer, from: number, text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > ASCII_MOST) return from + bytes.write(text, from)
    bytes[from + at] = code
  }
  return from + text.length
}

/** Eight hexadecimal digits. */
function putDigits(bytes: Buffer, at: number, checksum: number): void {
  for (let place = 0; place < 8; place++) bytes[at + place] = DIGITS[(checksum >>> (28 - 4 * place)) & 0xf]!
}

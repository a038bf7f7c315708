import { crc32 as ofLibrary } from 'node:zlib'

/** Up to so many bytes a loop is faster than a call into the library. */
const SHORT_BYTES = 256

/** What a byte, 0 to 3 places in front of the end of four, does to the checksum. */
const TABLES: readonly Int32Array[] = tables()

/** The CRC-32 of the bytes from `from` up to `to`, going on from that of what lies before them: `zlib.crc32` of a part of a buffer, without a view of it. */
export function checksumOf(bytes: Buffer, from: number, to: number, before: number): number {
  return to - from > SHORT_BYTES ? ofLibrary(bytes.subarray(from, to), before) : ofFew(bytes, from, to, before)
}

function ofFew(bytes: Buffer, from: number, to: number, before: number): number {
  const [last, third, second, first] = TABLES as [Int32Array, Int32Array, Int32Array, Int32Array]
  let state = ~before
  let at = from
  for (; at + 4 <= to; at += 4) {
    state ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    state = first[state & 0xff]! ^ second[(state >>> 8) & 0xff]! ^ third[(state >>> 16) & 0xff]! ^ last[state >>> 24]!
  }
  for (; at < to; at++) state = last[(state ^ bytes[at]!) & 0xff]! ^ (state >>> 8)
  return ~state >>> 0
}

function tables(): Int32Array[] {
  const last = Int32Array.from({ length: 256 }, (_, byte) => shifted(byte, 8))
  const before = (later: Int32Array): Int32Array => later.map((state) => last[state & 0xff]! ^ (state >>> 8))
  const third = before(last)
  const second = before(third)
  return [last, third, second, before(second)]
}

function shifted(state: number, bits: number): number {
  for (let bit = 0; bit < bits; bit++) state = (state & 1) === 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1
  return state
}

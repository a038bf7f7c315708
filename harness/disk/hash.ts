/**
 * Hashing inside the simulator: 32-bit lanes, two of them side by side wherever a collision would hide an image. Fast and the same on every machine; not
 * for secrets.
 *
 * Laws
 * - Bytes that are all NUL hash to 0 in both lanes, whatever their number: a hole and a page of NUL are one and the same.
 * - Equal lengths that differ in one 32-bit word never collide in either lane.
 */

/** Folds `value` into `hash`: both are taken as 32-bit integers, and so is the result. Not symmetric; `mix(0, 0)` is 0. */
export function mix(hash: number, value: number): number {
  let h = (Math.imul(hash, 0x9e3779b1) + value) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Two lanes over the bytes from..to. */
export function hashBytes(bytes: Uint8Array, from = 0, to: number = bytes.length): [number, number] {
  const length = to - from
  // A DataView reads little-endian at any alignment, on every machine.
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, length)
  const words = length & ~3
  let a = 0
  let b = 0
  for (let offset = 0; offset < words; offset += 4) {
    const word = view.getInt32(offset, true)
    a = Math.imul(a ^ word, 0x2c1b3c6d)
    a ^= a >>> 15
    b = Math.imul(b ^ word, 0x297a2d39)
    b ^= b >>> 13
  }
  for (let offset = words; offset < length; offset++) {
    const byte = bytes[from + offset]!
    a = Math.imul(a ^ byte, 0x2c1b3c6d)
    a ^= a >>> 15
    b = Math.imul(b ^ byte, 0x297a2d39)
    b ^= b >>> 13
  }
  return [mix(a, 0), mix(b, 0)]
}

/** One lane over the UTF-16 code units of a text; another `seed` gives an independent lane. */
export function hashText(text: string, seed: number): number {
  let h = mix(seed, text.length)
  for (let index = 0; index < text.length; index++) h = Math.imul(h ^ text.charCodeAt(index), 0x01000193) ^ (h >>> 15)
  return mix(h, text.length)
}

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Two lanes as 16 hexadecimal digits: every image and every life has such a name, so it is made from a table, ten times as fast. */
export function hashDigits(hash1: number, hash2: number): string {
  return digits(hash1) + digits(hash2)
}

function digits(lane: number): string {
  return BYTES[lane >>> 24]! + BYTES[(lane >>> 16) & 255]! + BYTES[(lane >>> 8) & 255]! + BYTES[lane & 255]!
}

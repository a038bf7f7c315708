/**
 * Named random streams: every consumer has its own, derived from the seed and its name, so that a new consumer does not shift old seeds.
 * The generator is xoshiro128** seeded by a 32-bit mix of the text; it is splittable by name only. Not for secrets.
 */
export interface RandomStream {
  /** A whole number from 0 up to 2^32 - 1. */
  uint32(): number
  /** A whole number from 0 up to, not including, `limit` (1 to 2^32). */
  integer(limit: number): number
  /** From 0 up to, not including, 1, with 32 bits. */
  unit(): number
  bytes(length: number): Uint8Array
  uuid(): string
  shuffle<T>(items: T[]): T[]
  /** A stream that goes on as this one would. */
  clone(): RandomStream
}

export function randomStream(seed: string, name: string): RandomStream {
  return streamFrom(seedOf(`${seed}\u0000${name}`))
}

function streamFrom(state: readonly [number, number, number, number]): RandomStream {
  let [a, b, c, d] = state
  const uint32 = (): number => {
    const five = Math.imul(b, 5)
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const integer = (limit: number): number => {
    if (!(limit >= 1 && limit <= 2 ** 32)) throw new RangeError(`limit is ${limit}; it takes a whole number from 1 to 2^32`)
    if ((limit & (limit - 1)) === 0 && limit <= 2 ** 31) return uint32() & (limit - 1)
    const top = 4294967296 - (4294967296 % limit)
    let value = uint32()
    while (value >= top) value = uint32()
    return value % limit
  }
  const bytes = (length: number): Uint8Array => {
    const result = new Uint8Array(length)
    for (let index = 0; index < length; index++) result[index] = uint32() >>> 24
    return result
  }
  const uuid = (): string => {
    const raw = bytes(16)
    raw[6] = (raw[6]! & 0x0f) | 0x40
    raw[8] = (raw[8]! & 0x3f) | 0x80
    const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
  const shuffle = <T>(items: T[]): T[] => {
    for (let index = items.length - 1; index > 0; index--) {
      const other = integer(index + 1)
      const item = items[index]!
      items[index] = items[other]!
      items[other] = item
    }
    return items
  }
  return { uint32, integer, unit: () => uint32() / 2 ** 32, bytes, uuid, shuffle, clone: () => streamFrom([a, b, c, d]) }
}

/** Four 32-bit words from a text (MurmurHash3-style mixing), never all zero. */
function seedOf(text: string): [number, number, number, number] {
  let h1 = 1779033703
  let h2 = 3144134277
  let h3 = 1013904242
  let h4 = 2773480762
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    h1 = h2 ^ Math.imul(h1 ^ unit, 597399067)
    h2 = h3 ^ Math.imul(h2 ^ unit, 2869860233)
    h3 = h4 ^ Math.imul(h3 ^ unit, 951274213)
    h4 = h1 ^ Math.imul(h4 ^ unit, 2716044179)
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067)
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233)
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213)
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179)
  h1 ^= h2 ^ h3 ^ h4
  h2 ^= h1
  h3 ^= h1
  h4 ^= h1
  return h1 === 0 && h2 === 0 && h3 === 0 && h4 === 0 ? [1, 2, 3, 4] : [h1, h2, h3, h4]
}

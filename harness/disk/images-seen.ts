/** Places at first: most tables stay so small that they need no memory outside the heap. */
const LEAST = 8

/**
 * The hashes that were seen, by their two 32-bit lanes: a table with open addressing, several times as fast as a Set of numbers or texts. All 64 bits are
 * compared.
 */
export class SeenHashes {
  #lanes: Int32Array<ArrayBuffer> = new Int32Array(2 * LEAST)
  #size = 0
  #zero = false

  get size(): number {
    return this.#size
  }

  /** Whether this one is new. It is seen from now on. */
  add(hash1: number, hash2: number): boolean {
    if (hash1 === 0 && hash2 === 0) {
      if (this.#zero) return false
      this.#zero = true
      this.#size++
      return true
    }
    if (4 * this.#size > this.#lanes.length) this.#grow()
    if (!insert(this.#lanes, hash1 | 0, hash2 | 0)) return false
    this.#size++
    return true
  }

  #grow(): void {
    const old = this.#lanes
    const lanes = new Int32Array(4 * old.length)
    for (let place = 0; place < old.length; place += 2) if (old[place] !== 0 || old[place + 1] !== 0) insert(lanes, old[place]!, old[place + 1]!)
    this.#lanes = lanes
  }
}

function insert(lanes: Int32Array, hash1: number, hash2: number): boolean {
  const mask = lanes.length - 1
  let place = ((hash1 ^ (hash2 >>> 7)) << 1) & mask
  while (lanes[place] !== 0 || lanes[place + 1] !== 0) {
    if (lanes[place] === hash1 && lanes[place + 1] === hash2) return false
    place = (place + 2) & mask
  }
  lanes[place] = hash1
  lanes[place + 1] = hash2
  return true
}

/**
 * Copies of bytes that are never changed afterwards. Small ones share a slab, so that a log of many small writes does not allocate a buffer for each.
 */
const SLAB_SIZE_MAX = 65_536
/** A first slab is small: most disks write little. Each next one is twice as big. */
const SLAB_SIZE_MIN = 1_024
/** Above this a copy gets a buffer of its own: a slab must not be wasted on its tail. */
const LARGE = 8_192

export class Slab {
  #bytes: Uint8Array | undefined
  #size = SLAB_SIZE_MIN
  #used = 0

  copy(bytes: Uint8Array): Uint8Array {
    const length = bytes.length
    if (length > LARGE) return new Uint8Array(bytes)
    const slab = this.#bytes !== undefined && this.#used + length <= this.#bytes.length ? this.#bytes : this.#next(length)
    const start = this.#used
    this.#used = start + length
    const copy = slab.subarray(start, start + length)
    copy.set(bytes)
    return copy
  }

  #next(length: number): Uint8Array {
    while (this.#size < length) this.#size *= 2
    this.#bytes = new Uint8Array(this.#size)
    if (this.#size < SLAB_SIZE_MAX) this.#size *= 2
    this.#used = 0
    return this.#bytes
  }
}

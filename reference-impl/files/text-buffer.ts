/** Room for the first text, and the most that is kept for later. Bytes. */
const FIRST_BYTES = 4 * 1024
const KEPT_BYTES_MOST = 256 * 1024
const NOTHING: Buffer = Buffer.alloc(0)
/** A character of a JavaScript string takes at most so many bytes of UTF-8. */
const BYTES_PER_CHARACTER = 3

/**
 * Text on its way to a file, encoded as it comes. Thousands of records may wait for one write: as bytes they are in nobody's way, while strings would be copied
 * by the garbage collector again and again.
 */
export class TextBuffer {
  #filling: Buffer = NOTHING
  #spare: Buffer = NOTHING
  #length = 0

  /** Bytes that the text takes. */
  add(text: string): number {
    if (this.#filling.length - this.#length < text.length * BYTES_PER_CHARACTER) this.#grow(text.length * BYTES_PER_CHARACTER)
    const added = this.#filling.write(text, this.#length)
    this.#length += added
    return added
  }

  /** All that was added since the last call. The bytes stay as they are until the next call but one. */
  take(): Buffer {
    const taken = this.#filling
    const length = this.#length
    this.#filling = this.#spare
    this.#spare = taken.length <= KEPT_BYTES_MOST ? taken : NOTHING
    this.#length = 0
    return taken.subarray(0, length)
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, this.#filling.length * 2, this.#length + needed))
    this.#filling.copy(larger, 0, 0, this.#length)
    this.#filling = larger
  }
}

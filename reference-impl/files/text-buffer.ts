/** Room for the first text, and the most that is kept for later. Bytes. */
const FIRST_BYTES = 4 * 1024
const KEPT_BYTES_MOST = 256 * 1024
const NOTHING: Buffer = Buffer.alloc(0)
/** A character of a JavaScript string takes at most so many bytes of UTF-8. */
export const BYTES_PER_CHARACTER = 3

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
    const added = this.roomFor(text.length * BYTES_PER_CHARACTER).write(text, this.#length)
    this.#length += added
    return added
  }

  /** Bytes as they are. How many they are. */
  addBytes(bytes: Buffer): number {
    bytes.copy(this.roomFor(bytes.length), this.#length)
    this.#length += bytes.length
    return bytes.length
  }

  /** Where the next text goes. */
  get length(): number {
    return this.#length
  }

  /** For who writes bytes himself: all that was added since the last `take`, and behind `length` room for so many more. Until the next call of anything here. */
  roomFor(bytes: number): Buffer {
    if (this.#filling.length - this.#length < bytes) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, this.#filling.length * 2, this.#length + bytes))
      this.#filling.copy(larger, 0, 0, this.#length)
      this.#filling = larger
    }
    return this.#filling
  }

  /** So many bytes were written into the room. */
  wrote(bytes: number): void {
    this.#length += bytes
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
}

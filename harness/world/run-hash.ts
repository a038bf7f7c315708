import { hashDigits, mix } from '../disk/hash.ts'

/** A running hash over the decisions and effects of one run, in two 32-bit lanes. */
export class RunHash {
  #hash1 = 0
  #hash2 = 0

  mixIn(a: number, b: number): void {
    this.#hash1 = mix(this.#hash1, a)
    this.#hash2 = mix(this.#hash2, b ^ this.#hash1)
  }

  /** 16 hexadecimal digits. */
  digits(): string {
    return hashDigits(this.#hash1, this.#hash2)
  }
}

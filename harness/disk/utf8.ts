/** Half of a surrogate pair: in UTF-8, in which paths reach a kernel, it becomes U+FFFD. */
const HALF_PAIR = /\p{Surrogate}/u

/** A text as it comes back from UTF-8. */
export function throughUtf8(text: string): string {
  return HALF_PAIR.test(text) ? Buffer.from(text).toString() : text
}

/** True if it takes more bytes of UTF-8. */
export function isLonger(text: string, bytes: number): boolean {
  // A code unit takes three at most.
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes
}

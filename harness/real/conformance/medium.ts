/**
 * The medium of a logging disk: sparse bytes in memory, a log of every write and flush in the order in which they arrived, and views that show the medium
 * as a power cut may have left it. A view takes writes of its own (a mounted file system replays its journal into it); they are gone with the view. Any number of views
 * are there at once.
 */
export type LogEntry =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'flush' }
  /** Where the program stood: `mark` 2k is "call k begins", 2k + 1 "call k has ended". */
  | { readonly kind: 'mark'; readonly mark: number }

/** A write that the cut did not leave whole: only its bytes from..to (behind its own offset) arrived; from = to for none. */
export interface Deviation {
  readonly entry: number
  readonly from: number
  readonly to: number
}

/** The first `length` entries of the log, but for the deviations. */
export interface Cut {
  readonly length: number
  readonly deviations: readonly Deviation[]
}

const CHUNK = 4096
const NOTHING: Uint8Array = new Uint8Array(CHUNK)

/** Sparse bytes over others that do not change while these are used. Chunks are never changed once they are in a map: media share them. */
export class Layer {
  readonly size: number
  readonly #base: ReadonlyMap<number, Uint8Array>
  readonly #over: Map<number, Uint8Array>

  constructor(size: number, base: ReadonlyMap<number, Uint8Array>, over: Map<number, Uint8Array>) {
    this.size = size
    this.#base = base
    this.#over = over
  }

  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)))
    for (let at = 0; at < bytes.length; ) {
      const index = Math.floor((offset + at) / CHUNK)
      const from = (offset + at) % CHUNK
      const count = Math.min(CHUNK - from, bytes.length - at)
      const chunk = this.#over.get(index) ?? this.#base.get(index) ?? NOTHING
      bytes.set(chunk.subarray(from, from + count), at)
      at += count
    }
    return bytes
  }

  /** Copies the bytes, into an array that is no Buffer: `slice` of a Buffer would be a view. */
  write(offset: number, bytes: Uint8Array): void {
    this.take(offset, new Uint8Array(bytes))
  }

  /** The same with bytes that nobody changes any more. */
  take(offset: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const index = Math.floor((offset + at) / CHUNK)
      const from = (offset + at) % CHUNK
      const count = Math.min(CHUNK - from, bytes.length - at)
      if (count === CHUNK) this.#over.set(index, bytes.subarray(at, at + CHUNK))
      else {
        const chunk = (this.#over.get(index) ?? this.#base.get(index) ?? NOTHING).slice()
        chunk.set(bytes.subarray(at, at + count), from)
        this.#over.set(index, chunk)
      }
      at += count
    }
  }
}

export class Medium {
  readonly size: number
  readonly #base = new Map<number, Uint8Array>()
  readonly #over = new Map<number, Uint8Array>()
  readonly #layer: Layer
  #log: LogEntry[] = []
  #recording = false

  /** `size` in bytes, a multiple of 4,096. */
  constructor(size: number) {
    this.size = size
    this.#layer = new Layer(size, this.#base, this.#over)
  }

  get log(): readonly LogEntry[] {
    return this.#log
  }

  read(offset: number, length: number): Buffer {
    return this.#layer.read(offset, length)
  }

  write(offset: number, bytes: Uint8Array): void {
    const own = new Uint8Array(bytes)
    if (this.#recording) this.#log.push({ kind: 'write', offset, bytes: own })
    this.#layer.take(offset, own)
  }

  flush(): void {
    if (this.#recording) this.#log.push({ kind: 'flush' })
  }

  mark(mark: number): void {
    if (this.#recording) this.#log.push({ kind: 'mark', mark })
  }

  /** What is on the medium now is where `reset` goes back to. */
  keep(): void {
    for (const [index, chunk] of this.#over) this.#base.set(index, chunk)
    this.#over.clear()
  }

  /** Goes back to what was kept, and forgets the log. */
  reset(): void {
    this.#over.clear()
    this.#log = []
    this.#recording = false
  }

  /** Makes the medium as it is now the beginning of a new log. */
  record(): void {
    this.#log = []
    this.#start = new Map(this.#over)
    this.#recording = true
  }

  /** The medium as this cut left it. Recording ends. */
  view(cut: Cut): Layer {
    this.#recording = false
    const view = new Layer(this.size, this.#base, new Map(this.#start))
    const deviations = new Map(cut.deviations.map((deviation) => [deviation.entry, deviation]))
    for (let index = 0; index < cut.length; index++) {
      const entry = this.#log[index]!
      if (entry.kind !== 'write') continue
      const deviation = deviations.get(index)
      if (deviation === undefined) view.take(entry.offset, entry.bytes)
      else view.take(entry.offset + deviation.from, entry.bytes.subarray(deviation.from, deviation.to))
    }
    return view
  }

  /** What was there when the log began. */
  #start = new Map<number, Uint8Array>()
}

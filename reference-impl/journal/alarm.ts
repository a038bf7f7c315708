import type { Clock } from '../../harness/host/host.ts'

/** Rings once, so many milliseconds after it was started. Starting it while it runs changes nothing, so that no stream of starts can put it off. */
export class Alarm {
  readonly #clock: Clock
  readonly #ms: number | undefined
  readonly #ring: () => void
  #running: AbortController | undefined

  /** `ms` undefined: it never rings. */
  constructor(clock: Clock, ms: number | undefined, ring: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#ring = ring
  }

  start(): void {
    if (this.#ms === undefined || this.#running !== undefined) return
    const running = new AbortController()
    this.#running = running
    const ring = (): void => {
      if (this.#running !== running) return
      this.#running = undefined
      this.#ring()
    }
    this.#clock.sleep(this.#ms, { signal: running.signal }).then(ring, () => undefined)
  }

  stop(): void {
    this.#running?.abort()
    this.#running = undefined
  }
}

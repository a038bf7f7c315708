import type { Screen } from './screen.ts'

/** Prints lines in order, each after the one before, while the search goes on. Where nobody can read them the search ends, and `written` says why. */
export class Printer {
  readonly on: boolean
  readonly #screen: Screen
  readonly #cut: AbortController
  #printed = Promise.resolve()

  constructor(screen: Screen, on: boolean, cut: AbortController) {
    this.#screen = screen
    this.on = on
    this.#cut = cut
  }

  line(text: string): void {
    if (this.on) this.#printed = this.#printed.then(() => this.#screen.result(`${text}\n`))
    this.#printed.catch(() => this.#cut.abort('output failed'))
  }

  written(): Promise<void> {
    return this.#printed
  }
}

/** One line of waiting per name within this process. Whoever comes first is served first; nobody is served twice at once. */
export class Locks {
  readonly #last = new Map<string, Promise<void>>()

  async run<T>(name: string, body: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name)
    let release!: () => void
    const own = new Promise<void>((resolve) => (release = resolve))
    this.#last.set(name, own)
    await before
    try {
      return await body()
    } finally {
      if (this.#last.get(name) === own) this.#last.delete(name)
      release()
    }
  }

  /** Resolves when nobody holds a lock any more. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values())
  }
}

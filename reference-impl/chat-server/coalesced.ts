import type { Agent } from './agent.ts'
import type { AgentEvent } from './event.ts'

/** Characters that are read ahead at most: an agent that never ends must not fill the memory. */
export const CHARACTERS_AHEAD = 65_536

/**
 * The same agent, read ahead while what it said before is being journaled. Texts that came in the meantime are one event, so that a disk that cannot keep up
 * gets fewer and longer records, and the answer does not fall behind. A disk that keeps up sees no difference.
 *
 * Laws
 * - What is said is the same, in the same order. Only texts that follow one another without anything in between become one.
 * - An agent that throws does so when all that it said before has been taken.
 */
export function coalesced(agent: Agent): Agent {
  return async function* (request): AsyncGenerator<AgentEvent> {
    const ahead = new Ahead()
    const iterator = agent(request)[Symbol.asyncIterator]()
    void ahead.read(iterator)
    try {
      for (let events = await ahead.take(); events.length > 0; events = await ahead.take()) yield* events
    } finally {
      ahead.stop()
      // An agent that hangs must hold up nobody.
      iterator.return?.().catch(() => undefined)
    }
  }
}

/** What was read and nobody has taken yet. */
class Ahead {
  #events: AgentEvent[] = []
  #characters = 0
  #ended = false
  #failure: { readonly error: unknown } | undefined
  #changed: (() => void)[] = []

  /** Reads up to the end. Never rejects. */
  async read(iterator: AsyncIterator<AgentEvent>): Promise<void> {
    try {
      for (let next = await iterator.next(); next.done !== true && !this.#ended; next = await iterator.next()) {
        this.#add(next.value)
        while (this.#characters >= CHARACTERS_AHEAD && !this.#ended) await this.#change()
      }
    } catch (error) {
      this.#failure = { error }
    }
    this.stop()
  }

  /** All there is; waits for something. Nothing once it has ended. Rejects with what the agent threw. */
  async take(): Promise<readonly AgentEvent[]> {
    while (this.#events.length === 0 && !this.#ended) await this.#change()
    const events = this.#events
    if (events.length === 0 && this.#failure !== undefined) throw this.#failure.error
    this.#events = []
    this.#characters = 0
    this.#tell()
    return events
  }

  stop(): void {
    this.#ended = true
    this.#tell()
  }

  #add(event: AgentEvent): void {
    const last = this.#events.at(-1)
    const isText = event.event === 'token' || event.event === 'reasoning'
    if (isText) this.#characters += event.payload.text.length
    if (isText && last !== undefined && last.event === event.event) {
      const { text } = (last as typeof event).payload
      this.#events[this.#events.length - 1] = { event: event.event, payload: { text: text + event.payload.text } }
    } else {
      this.#events.push(event)
    }
    this.#tell()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve))
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve()
  }
}

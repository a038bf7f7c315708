import fc, { type Arbitrary } from 'fast-check'
import { ProcessDied } from '../../harness/check/implementation.ts'
import type { Connection, Stage } from '../../harness/check/scenario.ts'
import type { Message, SessionStore, SessionView } from './contract.ts'

/**
 * What people do with a chat program, as data. Nothing here knows of any bug: the ranges were fixed before the first defect was tried, and a defect that these
 * users do not find gets a scenario of its own, never another range.
 */
export type Step = {
  readonly user: number
  readonly session: number
  readonly does:
    | { readonly what: 'append'; readonly text: string; readonly count: number }
    | { readonly what: 'edit' | 'undo'; readonly count: number }
    | { readonly what: 'hold' | 'save' | 'load' | 'list' | 'clear' | 'compress' | 'delete' | 'mark' | 'restart' }
}

export interface Users {
  readonly sessions: number
  readonly users: number
  readonly steps: readonly Step[]
  /** Whether somebody goes on writing after a crash, or only looks. */
  readonly goesOn: boolean
}

const plain = { noNullPrototype: true } as const

/** Short ones, now and then one that crosses a page of its file. */
const text: Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('hi', 'go on', 'OK', '你好', '🙂 done', 'a\u2028b') },
  { weight: 1, arbitrary: fc.integer({ min: 4_000, max: 9_000 }).map((length) => 'long '.repeat(length / 5), (value) => (typeof value === 'string' ? value.length : 0)) },
)

const does: Arbitrary<Step['does']> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('append' as const), text, count: fc.integer({ min: 1, max: 3 }) }, plain) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('edit' as const, 'undo' as const), count: fc.integer({ min: 1, max: 3 }) }, plain) },
  { weight: 10, arbitrary: fc.record({ what: fc.constantFrom('hold' as const, 'save' as const, 'load' as const, 'list' as const, 'clear' as const, 'compress' as const, 'delete' as const, 'mark' as const, 'mark' as const, 'restart' as const) }, plain) },
)

export const users: Arbitrary<Users> = fc.record(
  {
    sessions: fc.integer({ min: 1, max: 4 }),
    users: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(fc.record({ user: fc.integer({ min: 0, max: 2 }), session: fc.integer({ min: 0, max: 3 }), does }, plain), { minLength: 2, maxLength: 12 }),
    goesOn: fc.integer({ min: 0, max: 5 }).map((drawn) => drawn === 5, (value) => (value === true ? 5 : 0)),
  },
  plain,
)

export function sessionId(index: number): string {
  return `s${index + 1}`
}

export function idsOf({ sessions }: Users): string[] {
  return Array.from({ length: sessions }, (_, index) => sessionId(index))
}

/** Lets every user take its steps, one after the other, all users at once; user n works at process n, in turn. Resolves when all have ended or given up. */
export async function act(stage: Stage<SessionStore>, processes: readonly Connection<SessionStore>[], input: Users): Promise<void> {
  const { sessions, users: count, steps } = input
  const desks = processes.map((process) => new Desk(process))
  for (const [index, id] of idsOf(input).entries()) await new User('owner', desks[index % desks.length]!).attempt((store) => store.create(id, `talk ${index + 1}`))
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const user = new User(`user-${index + 1}`, desks[index % desks.length]!)
      for (const step of steps) if (step.user % count === index) await user.take(step.does, sessionId(step.session % sessions))
      if (user.wasRefused) stage.sometimes('somebody was refused')
    }),
  )
}

/** A process that is started again when it died, once for all its users. */
class Desk {
  readonly #process: Connection<SessionStore>
  #starting: Promise<void> | undefined

  constructor(process: Connection<SessionStore>) {
    this.#process = process
  }

  get store(): SessionStore {
    return this.#process.store
  }

  restart(): Promise<void> {
    this.#starting ??= this.#process.restart().finally(() => (this.#starting = undefined))
    return this.#starting
  }
}

class User {
  readonly name: string
  readonly #desk: Desk
  #written = 0
  #held: SessionView | undefined
  wasRefused = false

  constructor(name: string, desk: Desk) {
    this.name = name
    this.#desk = desk
  }

  async take(does: Step['does'], id: string): Promise<void> {
    switch (does.what) {
      case 'append':
        await this.attempt((store) => store.append(id, this.#messages(does.count, does.text)))
        return
      case 'edit': {
        // Edit and regenerate: cut behind what was seen, then say it anew.
        const seen = await this.attempt((store) => store.load(id))
        if (seen === undefined || seen.messages.length === 0) return
        const keep = Math.max(0, seen.messages.length - does.count)
        if ((await this.attempt((store) => store.truncate(id, keep, seen.revision))) !== undefined) await this.attempt((store) => store.append(id, this.#messages(1, 'edited')))
        return
      }
      case 'hold':
        this.#held = await this.attempt((store) => store.load(id))
        return
      case 'save': {
        const held = this.#held ?? (await this.attempt((store) => store.load(id)))
        if (held === undefined) return
        const added = this.#messages(1, 'saved')
        this.#held = undefined
        await this.attempt((store) => store.save({ ...held, messages: [...held.messages, ...added], context: [...held.context, ...added] }))
        return
      }
      case 'undo':
        await this.attempt((store) => store.undo(id, does.count))
        return
      case 'compress':
        await this.attempt((store) => store.compress(id, [{ by: 'summary', number: 0, text: `summary for ${this.name}` }]))
        return
      case 'mark':
        await this.attempt((store) => store.mark(id, this.name, this.#written))
        return
      case 'restart':
        await this.#restart()
        return
      case 'list':
        await this.attempt((store) => store.list())
        return
      case 'load':
      case 'clear':
      case 'delete':
        await this.attempt<unknown>((store) => store[does.what as 'load' | 'clear'](id))
    }
  }

  /** undefined where it did not work: people go on with something else. */
  async attempt<T>(operation: (store: SessionStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await operation(this.#desk.store)
    } catch (error) {
      if (error instanceof ProcessDied) await this.#restart()
      else this.wasRefused = true
      return undefined
    }
  }

  #messages(count: number, content: string): Message[] {
    return Array.from({ length: count }, () => ({ by: this.name, number: ++this.#written, text: content }))
  }

  /** Where a fault keeps it from starting, somebody tries again later. */
  async #restart(): Promise<void> {
    await this.#desk.restart().catch(() => undefined)
  }
}

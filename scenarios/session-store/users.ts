import fc, { type Arbitrary } from 'fast-check'
import { ProcessDied } from '../../harness/check/implementation.ts'
import type { Connection, Stage } from '../../harness/check/scenario.ts'
import type { Message, SessionStore, SessionView } from './contract.ts'

/**
 * What people do with a chat program, as data. Nothing here knows of any bug: a defect that these users do not find gets a scenario of its own, never another
 * range. They were widened once, when part of an audit had been seen. Where the ranges come from:
 * - One to three people, on one to four chats; most of what they do is in one of them.
 * - Somebody who sits down does a handful of things, seldom more than two dozen, and saying something is the most frequent of them.
 * - Every person looks at a tab. It shows what its last operation gave, acts on that, and reads anew only when it is told that it is behind.
 * - Clients make mistakes: they ask for a chat that is there or was deleted, and for numbers of messages that there are not.
 * - Servers are stopped in an orderly way, or are not; and people go away for a while.
 */
export type Step = {
  readonly user: number
  readonly session: number
  readonly does:
    | { readonly what: 'append'; readonly text: string; readonly count: number }
    | { readonly what: 'edit' | 'undo' | 'keep'; readonly count: number }
    | { readonly what: 'save' | 'load' | 'list' | 'clear' | 'compress' | 'delete' | 'create' | 'mark' | 'restart' | 'stop' | 'wait' }
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

const only = <W extends Step['does']['what']>(...what: W[]): Arbitrary<{ what: W }> => fc.record({ what: fc.constantFrom(...what) }, plain)

const does = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('append' as const), text, count: fc.integer({ min: 1, max: 3 }) }, plain) },
  { weight: 4, arbitrary: only('save') },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('edit' as const, 'undo' as const), count: fc.integer({ min: 1, max: 3 }) }, plain) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('keep' as const), count: fc.integer({ min: -2, max: 6 }) }, plain) },
  { weight: 4, arbitrary: only('load', 'list') },
  { weight: 4, arbitrary: only('clear', 'compress', 'delete', 'create') },
  { weight: 2, arbitrary: only('mark') },
  { weight: 3, arbitrary: only('restart', 'stop', 'wait') },
) as Arbitrary<Step['does']>

const step: Arbitrary<Step> = fc.record(
  { user: fc.integer({ min: 0, max: 2 }), session: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) }), does },
  plain,
)

export const users: Arbitrary<Users> = fc.record(
  {
    sessions: fc.integer({ min: 1, max: 4 }),
    users: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(step, { minLength: 6, maxLength: 24 }),
    goesOn: fc.integer({ min: 0, max: 5 }).map((drawn) => drawn === 5, (value) => (value === true ? 5 : 0)),
  },
  plain,
)

/** How long somebody goes away for. */
const AWAY_MS = 30_000

export function sessionId(index: number): string {
  return `s${index + 1}`
}

export function idsOf({ sessions }: Users): string[] {
  return Array.from({ length: sessions }, (_, index) => sessionId(index))
}

/**
 * Lets every user take its steps, one after the other, all users at once; user n works at process n, in turn. Resolves when all have ended or given up. `signed`: every text is one of
 * its own, so that it can be looked for in the files.
 */
export async function act(stage: Stage<SessionStore>, processes: readonly Connection<SessionStore>[], input: Users, { signed = false }: { readonly signed?: boolean } = {}): Promise<void> {
  const { sessions, users: count, steps } = input
  const desks = processes.map((process) => new Desk(process))
  for (const [index, id] of idsOf(input).entries()) await new User('owner', desks[index % desks.length]!, { stage, signed }).attempt((store) => store.create(id, `talk ${index + 1}`))
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const user = new User(`user-${index + 1}`, desks[index % desks.length]!, { stage, signed })
      for (const { user: whose, session, does: what } of steps) if (whose % count === index) await user.take(what, sessionId(session % sessions))
      if (user.wasRefused) stage.sometimes('somebody was refused')
    }),
  )
}

/** What signed texts end with: nothing else in a file looks like it. */
export function signature({ by, number }: Pick<Message, 'by' | 'number'>): string {
  return `[${by}/${number}]`
}

/** All signatures that these users may have left. */
export function signaturesOf({ users: count, steps }: Users): string[] {
  const said = ({ does: what }: Step): number => (what.what === 'append' ? what.count : 1)
  return Array.from({ length: count }, (_, index) => steps.filter(({ user }) => user % count === index).reduce((sum, one) => sum + said(one), 0)).flatMap((most, index) =>
    Array.from({ length: most }, (_, number) => signature({ by: `user-${index + 1}`, number: number + 1 })),
  )
}

/** A process that is started again when it died, once for all its users. */
class Desk {
  readonly #process: Connection<SessionStore>
  #starting: Promise<void> | undefined
  #stopping: Promise<void> | undefined
  readonly #inUse = new Set<Promise<unknown>>()

  constructor(process: Connection<SessionStore>) {
    this.#process = process
  }

  /** Whoever comes while it is being stopped waits until it is up again. */
  async use<T>(operation: (store: SessionStore) => Promise<T>): Promise<T> {
    // Not once and then at the next turn: somebody may begin to stop it in between.
    while (this.#stopping !== undefined) await this.#stopping
    const used = operation(this.#process.store)
    this.#inUse.add(used)
    return used.finally(() => this.#inUse.delete(used))
  }

  /** In an orderly way: takes nothing new, ends what is under way, closes the store. Once for all its users. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      await Promise.allSettled(this.#inUse)
      await this.#process.store.close().catch(() => undefined)
      await this.restart().catch(() => undefined)
    })().finally(() => (this.#stopping = undefined))
    return this.#stopping
  }

  restart(): Promise<void> {
    this.#starting ??= this.#process.restart().finally(() => (this.#starting = undefined))
    return this.#starting
  }
}

class User {
  readonly name: string
  readonly #desk: Desk
  readonly #stage: Stage<SessionStore>
  readonly #signed: boolean
  /** What the tab shows of each session. */
  readonly #shown = new Map<string, SessionView>()
  #written = 0
  wasRefused = false

  constructor(name: string, desk: Desk, { stage, signed }: { readonly stage: Stage<SessionStore>; readonly signed: boolean }) {
    this.name = name
    this.#desk = desk
    this.#stage = stage
    this.#signed = signed
  }

  async take(does: Step['does'], id: string): Promise<void> {
    switch (does.what) {
      case 'append':
        await this.#show(id, (store) => store.append(id, this.#messages(does.count, does.text)))
        return
      case 'edit':
        // Edit and regenerate: cut behind what is seen, then say it anew.
        await this.#onShown(id, async (seen) => {
          const keep = seen.messages.length - does.count
          if ((await this.#show(id, (store) => store.truncate(id, Math.max(0, keep), seen.revision))) === undefined) return undefined
          return this.#show(id, (store) => store.append(id, this.#messages(1, 'edited')))
        })
        return
      case 'keep':
        await this.#onShown(id, (seen) => this.#show(id, (store) => store.truncate(id, does.count, seen.revision)))
        return
      case 'save':
        await this.#onShown(id, (seen) => {
          const added = this.#messages(1, 'saved')
          return this.#show(id, (store) => store.save({ ...seen, messages: [...seen.messages, ...added], context: [...seen.context, ...added] }))
        })
        return
      case 'undo':
        await this.#show(id, (store) => store.undo(id, does.count))
        return
      case 'compress':
        await this.#show(id, (store) => store.compress(id, [{ by: 'summary', number: 0, text: `summary for ${this.name}` }]))
        return
      case 'mark':
        await this.#show(id, (store) => store.mark(id, this.name, this.#written))
        return
      case 'create':
        await this.#show(id, (store) => store.create(id, `talk of ${this.name}`))
        return
      case 'load':
      case 'clear':
        await this.#show(id, (store) => store[does.what as 'load' | 'clear'](id))
        return
      case 'delete':
        await this.attempt((store) => store.delete(id))
        return
      case 'list':
        await this.attempt((store) => store.list())
        return
      case 'stop':
        await this.#desk.stop()
        return
      case 'restart':
        await this.#restart()
        return
      case 'wait':
        await this.#stage.clock.sleep(AWAY_MS)
    }
  }

  /** undefined where it did not work: people go on with something else. */
  async attempt<T>(operation: (store: SessionStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#desk.use(operation)
    } catch (error) {
      if (error instanceof ProcessDied) await this.#restart()
      else this.wasRefused = true
      return undefined
    }
  }

  /** The tab shows what an operation gave. */
  async #show(id: string, operation: (store: SessionStore) => Promise<SessionView>): Promise<SessionView | undefined> {
    const view = await this.attempt(operation)
    if (view !== undefined) this.#shown.set(id, view)
    return view
  }

  /** Acts on what the tab shows. Where that does not work, the tab is read anew the next time. */
  async #onShown(id: string, action: (seen: SessionView) => Promise<SessionView | undefined>): Promise<void> {
    const seen = this.#shown.get(id) ?? (await this.#show(id, (store) => store.load(id)))
    if (seen !== undefined && (await action(seen)) === undefined) this.#shown.delete(id)
  }

  #messages(count: number, content: string): Message[] {
    return Array.from({ length: count }, () => {
      const message = { by: this.name, number: ++this.#written }
      return { ...message, text: this.#signed ? `${content} ${signature(message)}` : content }
    })
  }

  /** Where a fault keeps it from starting, somebody tries again later. */
  async #restart(): Promise<void> {
    await this.#desk.restart().catch(() => undefined)
  }
}

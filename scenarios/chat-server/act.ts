import { ProcessDied } from '../../harness/check/implementation.ts'
import type { Connection, Stage } from '../../harness/check/scenario.ts'
import type { Chat, Follow, Followed, StartChat } from './contract.ts'
import { attempt } from './converse.ts'
import { scriptOf } from './scripts.ts'
import { sessionId, type Stay, type Step, type Users } from './users.ts'

/** An open page asks again after so long, and is closed after so many times. */
const POLLS_MS = [1_000, 4_000, 15_000]
const POLLS = 15

/** Who sees an answer break off reloads after so long, and again. */
const RELOADS_MS = [0, 1_000, 2_000, 60_000, 1_000, 1_000]

/** Lets every user take its steps, one after the other, all users at once; user n works at process n, in turn. Resolves when all have ended or given up. */
export async function act(stage: Stage<Chat>, processes: readonly Connection<Chat>[], input: Users): Promise<void> {
  const { sessions, users: count, pages, steps, restarts } = input
  const desks = processes.map((process) => new Desk(process))
  const person = async (index: number): Promise<void> => {
    const user = new User(`user-${index + 1}`, desks, index % desks.length, stage)
    for (const step of steps) if (step.user % count === index) await user.take(step.does, sessionId(step.session % sessions))
  }
  const page = async (index: number): Promise<void> => {
    const session = sessionId(index % sessions)
    let after: Follow['after']
    for (let poll = 0; poll < POLLS; poll++) {
      const desk = desks[(index + poll) % desks.length]!
      if (poll % 2 === 0) await desk.attempt((store) => store.listSessions())
      const turn = (await desk.attempt((store) => store.readSession(session)))?.turn
      const run = turn?.streams === 'here' ? turn.run : undefined
      // A page that is answered while it is open comes with the cursor that it had last, and begins anew where that is refused.
      const followed = run === undefined ? undefined : await desk.followed(session, run, after)
      const last = followed?.shown.at(-1)
      if (last !== undefined) after = { run: run!, ...last.id }
      await stage.clock.sleep(POLLS_MS[poll % POLLS_MS.length]!)
    }
  }
  const operator = async (): Promise<void> => {
    for (const { server, afterMs } of restarts) {
      await stage.clock.sleep(afterMs)
      await desks[server % desks.length]!.restart()
    }
  }
  await Promise.all([operator(), ...Array.from({ length: count }, (_, index) => person(index)), ...Array.from({ length: pages }, (_, index) => page(index))])
}

/** A process that is started again when it died, once for all its users. */
class Desk {
  readonly #process: Connection<Chat>
  #starting: Promise<void> | undefined

  constructor(process: Connection<Chat>) {
    this.#process = process
  }

  /** undefined where it did not work: people go on with something else. */
  async attempt<T>(operation: (store: Chat) => Promise<T>): Promise<T | undefined> {
    try {
      return await attempt(operation(this.#process.store).catch(async (error: unknown) => {
        if (error instanceof ProcessDied) await this.restart()
        throw error
      }))
    } catch (error) {
      if (error instanceof ProcessDied) return undefined
      throw error
    }
  }

  /** A first look at what comes after the cursor; where that is refused, at all there is. */
  async followed(session: string, run: string, after: Follow['after']): Promise<Followed | undefined> {
    const known = after === undefined ? undefined : await this.attempt((store) => store.follow({ session, run, after }))
    return known ?? this.attempt((store) => store.follow({ session, run }))
  }

  /** A server settles what it finds when it starts. Where a fault keeps it from starting, somebody tries again later. */
  restart(): Promise<void> {
    this.#starting ??= (async () => {
      await this.#process.restart()
      await attempt(this.#process.store.boot())
    })().catch(() => undefined).finally(() => (this.#starting = undefined))
    return this.#starting
  }
}

class User {
  readonly #name: string
  /** All there are; requests that only read may go to any of them. */
  readonly #desks: readonly Desk[]
  readonly #desk: Desk
  readonly #stage: Stage<Chat>
  #asked = 0
  /** Ids of what it asked, by session. */
  readonly #turns = new Map<string, string[]>()
  #last: StartChat | undefined
  /** What it saw last of the answer that it followed last. */
  #seen: Follow | undefined

  constructor(name: string, desks: readonly Desk[], own: number, stage: Stage<Chat>) {
    this.#name = name
    this.#desks = desks
    this.#desk = desks[own]!
    this.#stage = stage
  }

  async take(does: Step['does'], session: string): Promise<void> {
    switch (does.what) {
      case 'ask':
        this.#last = { session, turn: turnId(this.#name, ++this.#asked), prompt: does.prompt.prompt, script: scriptOf(does.prompt) }
        this.#turns.set(session, [...(this.#turns.get(session) ?? []), this.#last.turn])
        await this.#send(this.#last, does.stays)
        return
      case 'send again':
        if (this.#last !== undefined) await this.#send(this.#last, 'to the end')
        return
      case 'come back':
        if (this.#seen !== undefined) await this.#comeBack(this.#seen)
        return
      case 'wait':
        await this.#stage.clock.sleep(does.ms)
        return
      case 'list':
        await this.#desk.attempt((store) => store.listSessions())
        return
      case 'read':
        await this.#desk.attempt((store) => store.readSession(session))
        return
      case 'stop':
        await this.#stop(session)
        return
      case 'clear':
        await this.#clear(session)
    }
  }

  async #send(request: StartChat, stays: Stay): Promise<void> {
    const { session } = request
    const started = await this.#desk.attempt((store) => store.startChat(request))
    if (started?.run === undefined) return
    await this.#follow({ session, run: started.run }, stays === 'to the end')
    if (stays !== 'to stop it') return
    await this.#stop(session)
    await this.#follow(this.#seen!, true)
  }

  /** Who clears a chat wants nothing to be left of it. */
  async #clear(session: string): Promise<void> {
    if ((await this.#desk.attempt((store) => store.clear(session))) !== null) return
    this.#stage.sometimes('a chat was cleared')
    for (const turn of this.#turns.get(session) ?? []) await this.#desk.attempt((store) => store.traces(turn))
    this.#turns.delete(session)
  }

  async #stop(session: string): Promise<void> {
    if ((await this.#desk.attempt((store) => store.cancel(session))) === null) this.#stage.sometimes('an answer was stopped')
  }

  /** To the answer that is being given now, with the cursor that it had; else to the one that it followed. Where that is refused, from the beginning. */
  async #comeBack(seen: Follow): Promise<void> {
    const now = (await this.#desk.attempt((store) => store.readSession(seen.session)))?.turn?.run ?? seen.run
    if ((await this.#follow({ ...seen, run: now }, true)) === undefined) await this.#follow({ session: seen.session, run: now }, true)
  }

  /** To the end, or only for a first look. Where the answer breaks off, the page is reloaded. */
  async #follow(from: Follow, stays: boolean): Promise<'followed' | undefined> {
    this.#seen = from
    for (;;) {
      const followed = await this.#desk.attempt((store) => store.follow(this.#seen!))
      const last = followed?.shown.at(-1)
      if (last !== undefined) this.#seen = { session: from.session, run: from.run, after: { run: from.run, ...last.id } }
      if (followed?.over === undefined && stays && followed?.shown.length !== 0) {
        if (followed !== undefined) continue
        if (this.#seen.after === from.after) return undefined
        await this.#reload(from.session)
      }
      return 'followed'
    }
  }

  /** At once, soon, and again in a minute, wherever the request happens to go. */
  async #reload(session: string): Promise<void> {
    for (const [time, afterMs] of RELOADS_MS.entries()) {
      await this.#stage.clock.sleep(afterMs)
      await this.#desks[time % this.#desks.length]!.attempt((store) => store.readSession(session))
    }
  }
}

/** No id is the beginning of another one: files are searched for them. */
function turnId(user: string, count: number): string {
  return `${user}-${String(count).padStart(2, '0')}`
}

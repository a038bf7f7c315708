import fc, { type Arbitrary } from 'fast-check'
import { ProcessDied } from '../../harness/check/implementation.ts'
import type { Connection, Stage } from '../../harness/check/scenario.ts'
import { conversation } from '../conversation/arbitrary.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, RecordId, Sync, Write } from './contract.ts'
import { entryOf } from './evidence.ts'
import { parts } from './write-events.ts'

/**
 * What the callbacks of a streaming run do with its journal, as data. Nothing here knows of any bug: the ranges were fixed before the first defect was tried,
 * and a defect that these users do not find has a scenario of its own, never another range.
 */
export type Step = {
  readonly user: number
  readonly does:
    | { readonly what: 'append'; readonly events: readonly ConversationEvent[] }
    | { readonly what: 'end'; readonly event: 'done' | 'stream_end' | 'cancel' | 'apperror' }
    | { readonly what: 'wait'; readonly ms: number }
    | { readonly what: 'read' | 'replay' | 'durable' | 'restart' | 'seal' | 'delete' | 'discard' }
}

export interface Users {
  readonly sync: Sync
  readonly write: Write
  readonly users: number
  readonly steps: readonly Step[]
  /** Whether somebody goes on appending after a crash, or only looks. */
  readonly goesOn: boolean
}

/** From the safest policy, towards which inputs shrink, to those that leave much unsynced. */
const sync: Arbitrary<Sync> = fc.oneof(
  { weight: 3, arbitrary: parts<{ everyRecords: number }>({ everyRecords: fc.constantFrom(1, 3) }) },
  { weight: 1, arbitrary: parts<{ terminal: boolean }>({ terminal: fc.constant(true) }) },
)
const write: Arbitrary<Write> = parts<{ everyRecords: number }>({ everyRecords: fc.constantFrom(1, 1, 3) })

const append = { weight: 10, arbitrary: parts({ what: fc.constant('append' as const), events: conversation({ minimumEvents: 1, maximumEvents: 2, longOneIn: 0 }) }) }
const wait = parts({ what: fc.constant('wait' as const), ms: fc.constantFrom(1, 10, 40) })
const rest = { weight: 6, arbitrary: parts({ what: fc.constantFrom('read' as const, 'read' as const, 'replay' as const, 'durable' as const, 'restart' as const) }) }
const ends: { weight: number; arbitrary: Arbitrary<Step['does']> }[] = [
  { weight: 2, arbitrary: parts({ what: fc.constant('end' as const), event: fc.constantFrom('done' as const, 'stream_end' as const, 'cancel' as const, 'apperror' as const) }) },
  { weight: 1, arbitrary: parts({ what: fc.constantFrom('seal' as const, 'delete' as const, 'discard' as const) }) },
]

function usersWho(does: Arbitrary<Step['does']>, syncs: Arbitrary<Sync>): Arbitrary<Users> {
  return parts<Users>({
    sync: syncs,
    write,
    users: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(parts<Step>({ user: fc.integer({ min: 0, max: 2 }), does }), { minLength: 2, maxLength: 10 }),
    goesOn: fc.boolean(),
  })
}

export const users: Arbitrary<Users> = usersWho(fc.oneof(append, rest, ...ends, { weight: 1, arbitrary: wait }), sync)

/** Those of a run that is not ended while somebody looks on, and that keeps time. */
export function usersInTime(everyMs: number): Arbitrary<Users> {
  const policy = fc.oneof(parts<{ everyMs: number }>({ everyMs: fc.constant(everyMs) }), parts<{ everyMs: number; everyRecords: number }>({ everyMs: fc.constant(everyMs), everyRecords: fc.constant(100) }))
  return usersWho(fc.oneof(append, { weight: 6, arbitrary: wait }, ends[0]!), policy)
}

/** Lets every user take its steps, one after the other, all users at once; user n works at process n, in turn. Resolves when all have ended or given up. */
export async function act(stage: Stage<CompleteJournal>, processes: readonly Connection<CompleteJournal>[], { users: count, steps }: Users): Promise<void> {
  const desks = processes.map((process) => new Desk(process))
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const user = new User(`user-${index + 1}`, desks[index % desks.length]!, stage)
      for (const { user: number, does } of steps) if (number % count === index) await user.take(does)
    }),
  )
}

/** A process that is started again when it died or its journal stopped, once for all its users. */
class Desk {
  readonly #process: Connection<CompleteJournal>
  #starting: Promise<void> | undefined

  constructor(process: Connection<CompleteJournal>) {
    this.#process = process
  }

  get store(): CompleteJournal {
    return this.#process.store
  }

  /** Where a fault keeps it from starting, or the run was deleted, its users go on with nothing. */
  restart(): Promise<void> {
    this.#starting ??= this.#process
      .restart()
      .catch(() => undefined)
      .finally(() => (this.#starting = undefined))
    return this.#starting
  }
}

class User {
  readonly #name: string
  readonly #desk: Desk
  readonly #stage: Stage<CompleteJournal>
  #written = 0
  #last: RecordId | undefined

  constructor(name: string, desk: Desk, stage: Stage<CompleteJournal>) {
    this.#name = name
    this.#desk = desk
    this.#stage = stage
  }

  async take(does: Step['does']): Promise<void> {
    switch (does.what) {
      case 'append':
        for (const event of does.events) await this.#append(event)
        return
      case 'end':
        await this.#append({ event: does.event, payload: { text: '' } })
        return
      case 'seal':
        await this.#attempt((store) => store.seal(entryOf(this.#name, ++this.#written, { event: 'stream_end', payload: { text: '' } })))
        return
      case 'wait':
        await this.#stage.clock.sleep(does.ms)
        return
      case 'restart':
        await this.#desk.restart()
        await this.#attempt((store) => store.read())
        return
      case 'read':
      case 'delete':
      case 'discard':
        await this.#attempt<unknown>((store) => store[does.what as 'read']())
        return
      case 'replay':
      case 'durable': {
        const last = this.#last
        if (last === undefined) return
        const told = this.#attempt<unknown>((store) => store[does.what as 'durable'](last))
        // It asks for no sync: whoever waited for it alone could wait for ever.
        if (does.what === 'replay') await told
      }
    }
  }

  async #append({ event, payload }: { readonly event: string; readonly payload: ConversationEvent['payload'] | { readonly text: string } }): Promise<void> {
    const id = await this.#attempt((store) => store.append(entryOf(this.#name, ++this.#written, { event, payload })))
    if (id !== undefined) this.#last = id ?? undefined
    else await this.#desk.restart()
  }

  /** undefined where it did not work: the program starts again or goes on with something else. */
  async #attempt<T>(operation: (store: CompleteJournal) => Promise<T>): Promise<T | undefined> {
    try {
      return await operation(this.#desk.store)
    } catch (error) {
      if (error instanceof ProcessDied) await this.#desk.restart()
      return undefined
    }
  }
}

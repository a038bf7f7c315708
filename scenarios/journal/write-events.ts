import fc, { type Arbitrary } from 'fast-check'
import type { Connection, Stage } from '../../harness/check/scenario.ts'
import { conversation } from '../conversation/arbitrary.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, Journal, JournalContents, JournalOptions } from './contract.ts'
import { entryOf } from './evidence.ts'

/** A few events of any kind: enough for most mistakes, and quick to search. */
export function fewEvents(most: number): Arbitrary<ConversationEvent[]> {
  return conversation({ minimumEvents: 1, maximumEvents: most, longOneIn: 0 })
}

/** An input of named parts. */
export function parts<T extends object>(members: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> {
  return fc.record<T>(members, { noNullPrototype: true })
}

/**
 * Deals events out to so many clients, in turn, and lets each append its share, one after the other: the token callback, the metering ticker and the tool
 * runner of one chat server, which append to one journal at the same time.
 */
export function appendConcurrently(stage: Stage<Journal>, { store }: Pick<Connection<Journal>, 'store'>, events: readonly ConversationEvent[], writers: number): void {
  for (let writer = 1; writer <= writers; writer++) {
    const share = events.filter((_, index) => index % writers === writer - 1)
    stage.client(`writer-${writer}`, () => appendAll(store, `writer-${writer}`, share))
  }
}

export async function appendAll(store: Journal, writer: string, events: readonly ConversationEvent[]): Promise<void> {
  for (const [index, event] of events.entries()) await store.append(entryOf(writer, index + 1, event))
}

/** Appends until one is rejected: an owner that was replaced, a run that was deleted. Whether all were taken. */
export async function appendWhilePossible(store: Journal, writer: string, events: readonly ConversationEvent[], first = 1): Promise<boolean> {
  for (const [index, event] of events.entries()) {
    if (!(await endsWell(store.append(entryOf(writer, first + index, event))))) return false
  }
  return true
}

/** The rejection is in the history; the client goes on. */
export async function endsWell(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch {
    return false
  }
}

/** A connection to a journal, or undefined where opening was refused: of a deleted run, for one. */
export async function startUnlessRefused(stage: Stage<CompleteJournal>, process: string, options: JournalOptions): Promise<Connection<CompleteJournal> | undefined> {
  try {
    return await stage.start(process, options)
  } catch (error) {
    if ((error as { readonly refused?: unknown }).refused === true) return undefined
    throw error
  }
}

const OPENINGS_MAX = 4

/** Starts the process again, and once more where that fails: an error of the disk may be told to whoever opens the file next. */
export async function restartAtLast(connection: Connection<Journal>): Promise<void> {
  for (let opening = 1; ; opening++) {
    try {
      return await connection.restart()
    } catch (error) {
      if (opening === OPENINGS_MAX) throw error
    }
  }
}

/** What a journal that cannot be opened shows. */
export const NOTHING_THERE: JournalContents = { records: [], ids: [], damaged: 0 }

/** The policy that promises most: nothing that was acknowledged is ever lost. */
export const EVERY_RECORD: JournalOptions = { run: 'run-1', sync: { everyRecords: 1 } }

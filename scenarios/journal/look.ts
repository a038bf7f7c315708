import type { LifeContext, Stage } from '../../harness/check/scenario.ts'
import type { CompleteJournal, JournalOptions } from './contract.ts'
import { withReplays, type WithReplays } from './cursors.ts'
import { entryOf, issuedIds } from './evidence.ts'
import { followed, FOLLOWED, lookOn } from './followers.ts'
import type { Users } from './users.ts'
import { NOTHING_THERE, startUnlessRefused } from './write-events.ts'

export function optionsOf({ sync, write }: Users): JournalOptions {
  return { run: 'run-1', directory: 'sessions/session-1', sync, write }
}

/** Clients that come back after a crash: so many of the last ones. */
const CURSORS = 4

/** Opens the run after a crash and looks; where somebody goes on, appends and looks again. */
export async function lookAfterCrash(stage: Stage<CompleteJournal>, input: Users, { number, history }: LifeContext): Promise<WithReplays> {
  const server = await startUnlessRefused(stage, 'server', optionsOf(input))
  if (server === undefined) return { ...NOTHING_THERE, replays: [] }
  const { store } = server
  await store.read()
  if (input.goesOn) {
    try {
      await store.append(entryOf(`life-${number}`, 1, { event: 'token', payload: { text: 'after the crash' } }))
    } catch {
      // Of a sealed run it is refused; what a client saw is in the history.
    }
  }
  return withReplays(store, issuedIds(history).slice(-CURSORS).map(({ id }) => id))
}

/** The same beside a client that goes on following the run. */
export async function lookAndFollowAfterCrash(stage: Stage<CompleteJournal>, input: Users, life: LifeContext): Promise<WithReplays> {
  const { cursor } = followed(life.history)
  const found = await lookAfterCrash(stage, input, life)
  const reader = await stage.start(FOLLOWED, { ...optionsOf(input), reader: true })
  await lookOn(reader.store, cursor)
  return found
}

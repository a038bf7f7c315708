import type { Journal } from '../journal/journal.ts'
import type { EventId } from '../journal/record.ts'
import { refused } from './errors.ts'
import type { RunEvent, ShownEvent } from './event.ts'
import { heard, NOTHING_SAID, type Output } from './output.ts'
import type { Rules } from './rules.ts'
import type { Turn } from './turn.ts'

/** What somebody who follows a run is told. */
export type Told =
  | ShownEvent
  /** The run is over here. `why`: what went wrong while it ended; its result is then recovered from its journal by a later read. */
  | { readonly over: 'stored' | 'not stored'; readonly why?: string }

/** A turn that this process streams. In memory only: what it needs to survive is in its journal and in its session. */
export interface Run {
  readonly session: string
  readonly turn: Turn
  readonly stop: AbortController
  readonly followers: Set<(told: Told) => void>
  /** Undefined until the turn is stored. */
  journal: Journal | undefined
  output: Output
  /** The id of what was shown last. */
  last: EventId | undefined
  /** Nobody but the first one ends a run. */
  ending: boolean
  /** Settles when the event that is on its way is in the journal. Never rejects. */
  saying: Promise<unknown>
  /** Resolves when the run has begun, or could not. */
  begun: Promise<unknown>
}

export function newRun(session: string, turn: Turn, begun: Promise<unknown>): Run {
  return { session, turn, begun, stop: new AbortController(), followers: new Set(), journal: undefined, last: undefined, output: NOTHING_SAID, ending: false, saying: Promise.resolve() }
}

export function tell({ followers }: Run, told: Told): void {
  for (const follower of [...followers]) follower(told)
}

/**
 * The one hook. Whatever a run says goes through here: first into the journal, then to those who follow. Rejects where the journal does not take it, and then
 * nobody is shown it.
 */
export async function say({ rules }: { readonly rules: Rules }, run: Run, event: RunEvent): Promise<void> {
  if (run.ending) throw refused('superseded', `run ${run.turn.run} has ended; nothing that it says now counts`)
  const said = rules.journalThenShow(run, event)
  run.saying = said.catch(() => undefined)
  await said
}

export async function journalThenShow(run: Run, event: RunEvent): Promise<void> {
  show(run, await run.journal!.append(event), event)
}

export function show(run: Run, { generation, sequence }: EventId, event: RunEvent): void {
  run.output = heard(run.output, event)
  run.last = { generation, sequence }
  tell(run, { id: run.last, event })
}

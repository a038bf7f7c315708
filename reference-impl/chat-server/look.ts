import type { JournalContent } from '../journal/content.ts'
import type { Json } from '../journal/record.ts'
import { eventIn, isTerminalEvent, type RunEvent } from './event.ts'
import { NOTHING_SAID, outputOf, type Output } from './output.ts'
import type { Look } from './recovery.ts'

/** True for a record that adds to the answer: every text but an empty one, and what tools do. A blank is text: left out, it would be missing between words. */
export function isShown(record: Json): boolean {
  const event = eventIn(record)
  switch (event?.event) {
    case 'token':
    case 'reasoning':
      return event.payload.text !== ''
    case 'tool':
    case 'tool_complete':
      return true
    default:
      return false
  }
}

export interface Looked {
  readonly look: Look
  readonly output: Output
}

/** Where a journal cannot be read. */
export const NOTHING_LOOKED_AT: Looked = { look: { state: 'missing', seen: undefined, gaps: false, end: undefined }, output: NOTHING_SAID }

/** One look at a run's journal: what it means for the recovery, and what the run said as far as it is visible. */
export function lookAt({ state, records, gaps }: JournalContent): Looked {
  const shown = records.filter(({ record }) => isShown(record))
  const last = shown.at(-1)
  const events = records.map(({ record }) => eventIn(record)).filter((event): event is RunEvent => event !== undefined)
  return {
    look: {
      state,
      seen: last === undefined ? undefined : { records: shown.length, generation: last.generation, sequence: last.sequence },
      gaps: gaps.length > 0,
      end: events.findLast(isTerminalEvent),
    },
    output: outputOf(events),
  }
}

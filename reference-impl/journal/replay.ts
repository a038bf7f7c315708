import { refused } from './errors.ts'
import { isCount, type EventId, type JournalRecord } from './record.ts'
import { compareIds, type Gap, type Scan } from './scan.ts'
import { terminalStateIn, type TerminalState } from './terminal.ts'

/**
 * What a client that has seen everything up to a cursor gets: exactly the records after it, or the reason why that is impossible. Never something else in its
 * place.
 *
 * - `missing`: there is no journal, or it was deleted.
 * - `lost`: the cursor's record was lost in a crash. The client may have shown what nobody else will see: it starts anew from `read()`.
 * - `ahead`: the cursor is beyond what can be seen. Its record is not visible here yet, or was never issued.
 * - `damaged`: records after the cursor are missing. What is left of them is in `read()`.
 */
export type Replay =
  | { readonly status: 'ok'; readonly records: readonly JournalRecord[]; readonly sealed: boolean; readonly terminal: TerminalState | undefined }
  | { readonly status: 'missing' }
  | { readonly status: 'lost' }
  | { readonly status: 'ahead' }
  | { readonly status: 'damaged'; readonly gap: Gap }

/** `after` undefined: from the beginning. Throws a refused `JournalError` for what is no id. */
export function replayOf({ records, gaps, generation, sealed }: Scan, after: EventId | undefined): Replay {
  const from = after === undefined ? 0 : records.findIndex((record) => compareIds(record, after) === 0) + 1
  if (after !== undefined && from === 0) {
    const last = records.at(-1)
    const beyond = after.generation > generation || (after.generation === generation && (last === undefined || compareIds(after, last) > 0))
    return { status: beyond ? 'ahead' : 'lost' }
  }
  const gap = gaps.find(({ before }) => after === undefined || compareIds(before, after) > 0)
  if (gap !== undefined) return { status: 'damaged', gap }
  return { status: 'ok', records: records.slice(from), sealed, terminal: terminalStateIn(records) }
}

export function checkedCursor(after: EventId | undefined): EventId | undefined {
  if (after === undefined || (isCount(after?.generation) && isCount(after?.sequence))) return after
  throw refused(`after is ${JSON.stringify(after)}; it takes an id that append() gave, { generation, sequence }, or nothing`)
}

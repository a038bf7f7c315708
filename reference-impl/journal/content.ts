import type { JournalRecord, Json } from './record.ts'
import type { Damage, Gap, Scan } from './scan.ts'
import { terminalStateIn, type TerminalState } from './terminal.ts'
import { isVisible } from './visible.ts'

/**
 * How far a run has come, as its journal shows it. `missing`: there is no journal, or it was deleted; `empty`: no record; `nothing visible`: records, none of
 * which shows anything to a person; `visible`: at least one that does; `sealed`: nothing will follow.
 */
export type JournalState = 'missing' | 'empty' | 'nothing visible' | 'visible' | 'sealed'

/** What a tolerant read finds. */
export interface JournalContent {
  /** Ids strictly increasing. */
  readonly records: readonly JournalRecord[]
  /** Bytes that are no record, a torn tail for one. */
  readonly damage: readonly Damage[]
  /** Where records are known to be missing. */
  readonly gaps: readonly Gap[]
  readonly state: JournalState
  /** A record shows something to a person, whatever the state. */
  readonly visible: boolean
  /** How the run ended, by its records; undefined while it has not, or where that record is lost. */
  readonly terminal: TerminalState | undefined
}

export interface ReadOptions {
  /** Which records show something to a person. Default: `isVisible`. */
  readonly visible?: (record: Json) => boolean
}

export const MISSING: JournalContent = { records: [], damage: [], gaps: [], state: 'missing', visible: false, terminal: undefined }

export function contentOf({ records, damage, gaps, sealed }: Scan, { visible: shows = isVisible }: ReadOptions, terminalOf: typeof terminalStateIn = terminalStateIn): JournalContent {
  const visible = records.some(({ record }) => shows(record))
  const state = sealed ? 'sealed' : visible ? 'visible' : records.length > 0 ? 'nothing visible' : 'empty'
  return { records, damage, gaps, state, visible, terminal: terminalOf(records) }
}

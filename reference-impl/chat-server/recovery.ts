import type { JournalState } from '../journal/content.ts'
import type { EventId } from '../journal/record.ts'
import type { TerminalEvent } from './event.ts'

/**
 * The recovery of a turn whose owner is gone, as plain data and one function. The README of this folder has it as a drawing.
 *
 * Laws
 * - A state is left only because of what the journal shows, or of age. Looking uses nothing up, however often somebody looks.
 * - A journal that is not there, or not yet, says nothing: it uses up nothing but age.
 * - What is shown grows and never shrinks; it is compared by ids, never by text.
 * - The last look comes before the end by age.
 */
export type Recovery =
  /** The owner is gone and nobody has looked at the journal. Never stored. */
  | { readonly state: 'interrupted' }
  /** Nothing was visible so far. */
  | { readonly state: 'pending' }
  /** What is visible is shown; more may come. */
  | { readonly state: 'partial'; readonly seen: Seen }
  | Final

export type Final =
  /** The run had ended well and only its result was not stored: no marker. */
  | { readonly state: 'completed' }
  /** The end was seen, after a marker had been shown: all is there. */
  | { readonly state: 'recovered' }
  /** The run had ended with this error, which takes the place of the marker. */
  | { readonly state: 'failed'; readonly message: string }
  /** A person had stopped it. */
  | { readonly state: 'stopped' }
  /** Given up. `found`: something is shown, and may be incomplete. */
  | { readonly state: 'ended'; readonly found: boolean }

/** How far the visible part of a journal went: how many visible records, and the last one. */
export type Seen = EventId & { readonly records: number }

/** What one look at a journal showed. */
export interface Look {
  readonly state: JournalState
  /** undefined where nothing is visible, which a sealed journal may be too. */
  readonly seen: Seen | undefined
  /** Records between others are not there. They may come later, or be damaged for good. */
  readonly gaps: boolean
  /** How the run ended, if its end is visible. */
  readonly end: TerminalEvent | undefined
}

/** One look: where it leads from here. `tooOld`: whether the give-up age has passed; asked only where it matters. */
export function next(from: Recovery, look: Look, tooOld: () => boolean): Recovery {
  if (isFinal(from)) return from
  if (look.state === 'sealed' && !look.gaps && look.end !== undefined && !fellBack(from, look)) return ended(from, look.end)
  const seen = furthest(from, look)
  if (tooOld()) return { state: 'ended', found: seen !== undefined }
  return seen === undefined ? { state: 'pending' } : { state: 'partial', seen }
}

function ended(from: Recovery, end: TerminalEvent): Recovery {
  if (end.event === 'apperror') return { state: 'failed', message: end.payload.message }
  if (end.event === 'cancel') return { state: 'stopped' }
  return from.state === 'interrupted' ? { state: 'completed' } : { state: 'recovered' }
}

/** What is shown after this look. */
function furthest(from: Recovery, look: Look): Seen | undefined {
  if (from.state !== 'partial') return look.seen
  return grew(from, look) ? look.seen : from.seen
}

/** True if the look shows more than what is shown already. */
export function grew(from: Recovery, { seen }: Look): boolean {
  if (seen === undefined) return false
  return from.state !== 'partial' || (seen.records > from.seen.records && !isBefore(seen, from.seen))
}

/** A reader that sees less than was seen before has an old view. */
function fellBack(from: Recovery, { seen }: Look): boolean {
  return from.state === 'partial' && (seen === undefined || seen.records < from.seen.records || isBefore(seen, from.seen))
}

function isBefore(a: EventId, b: EventId): boolean {
  return a.generation < b.generation || (a.generation === b.generation && a.sequence < b.sequence)
}

export function isFinal(recovery: Recovery): recovery is Final {
  return !['interrupted', 'pending', 'partial'].includes(recovery.state)
}

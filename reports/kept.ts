import type { Finding, Verdict } from '../harness/check/verdict.ts'
import { plain, plural, thousands } from './plain.ts'
import { paint, type Ink, type TextStyle } from './style.ts'

/** A kept repro, replayed on the defect that it names and on one implementation. */
export interface KeptRow {
  /** The name of its file. */
  readonly file: string
  readonly scenario: string
  /** The implementation under test. */
  readonly implementation: string
  /** Absent where the implementation that it was found on is not at hand: a version of a store that has been mended since. */
  readonly defect?: { readonly name: string; readonly shows: boolean; readonly instead?: string }
  readonly verdict: Extract<Verdict, 'held' | 'violated' | 'stuck' | 'failed' | 'not applicable' | 'incomplete'>
  readonly how: 'exactly' | 'neighbourhood'
  /** Labels of its plan, and how many of them the code has. */
  readonly labels: { readonly fit: number; readonly of: number }
  readonly reason?: string
  readonly finding?: Finding
}

/** *outdated*: it no longer violates on the defect that it names, and so proves nothing about anything else. */
export function isOutdated({ defect }: KeptRow): boolean {
  return defect !== undefined && !defect.shows
}

/** One line per thing that a reader should know; empty where it held exactly. */
export function keptLines(row: KeptRow, style: TextStyle): string[] {
  const { verdict, how, defect, labels, reason = '' } = row
  const line = (mark: string, ink: Ink, words: string): string => `${paint(mark, ink, style)} ${plain(row.file)}  ${plain(words)}`
  const where = how === 'neighbourhood' ? ` (neighbourhood, ${labels.fit} of ${plural(labels.of, 'label')})` : ''
  const lines: string[] = []
  if (isOutdated(row)) lines.push(line('!', 'yellow', `outdated: on ${defect!.name}, the defect that it names, it ${defect!.instead ?? 'no longer violates'}; keep a new one with "npx powercut keep --defect ${defect!.name} --renew"`))
  if (verdict === 'held' && how === 'neighbourhood') lines.push(line('✓', 'green', `held${where} on ${row.implementation}`))
  if (verdict === 'incomplete') lines.push(line('!', 'yellow', `incomplete: ${reason}`))
  if (verdict === 'violated' || verdict === 'stuck' || verdict === 'failed') lines.push(line('✗', 'red', `${verdict}${where} on ${row.implementation}: ${reason}`))
  return lines
}

/** How many kept repros did what they must. Empty where there are none. */
export function keptSummary(rows: readonly KeptRow[], style: TextStyle): string {
  if (rows.length === 0) return ''
  const files = new Set(rows.map(({ file }) => file)).size
  const outdated = new Set(rows.filter(isOutdated).map(({ file }) => file)).size
  const count = (is: (row: KeptRow) => boolean): number => rows.filter(is).length
  const parts: [count: number, words: string, ink: Ink][] = [
    [count(({ verdict, how }) => verdict === 'held' && how === 'exactly'), 'held exactly', 'green'],
    [count(({ verdict, how }) => verdict === 'held' && how === 'neighbourhood'), 'held in the neighbourhood', 'green'],
    [count(({ verdict }) => verdict === 'not applicable'), 'not applicable', 'dim'],
    [count(({ verdict }) => verdict === 'incomplete'), 'incomplete', 'yellow'],
    [outdated, 'outdated', 'yellow'],
    [count(({ verdict }) => verdict === 'violated' || verdict === 'stuck' || verdict === 'failed'), 'broken', 'red'],
  ]
  const words = parts.filter(([number]) => number > 0).map(([number, text, ink]) => paint(`${thousands(number)} ${text}`, ink, style))
  return `${plural(files, 'kept repro')}: ${words.join(', ')}`
}

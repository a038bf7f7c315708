import type { ComparedRow, Comparison } from '../harness/bench/compare/comparison.ts'
import { driftWords } from './bench.ts'
import { plain, plural } from './plain.ts'
import { paint, type Ink, type TextStyle } from './style.ts'
import { figure } from './table.ts'

/** A row with what it comes to: worked out by whoever compared. */
export type JudgedRow = ComparedRow & { readonly verdict: 'worse' | 'better' | 'same' | 'not compared' }

const MARKS: Readonly<Record<JudgedRow['verdict'], readonly [mark: string, ink: Ink]>> = { worse: ['✗', 'red'], better: ['✓', 'green'], same: ['✓', 'green'], 'not compared': ['!', 'yellow'] }

export function compareText(comparison: Comparison, rows: readonly JudgedRow[], style: TextStyle): string {
  const { powercut, base, head, margin, seed, timingsRefused, drift, unmatched, interrupted } = comparison
  const lines = [paint(plain(`powercut ${powercut} · compare · ${base} → ${head} · worse from ${figure(margin * 100)} % on, if p < 0.05 · seed ${JSON.stringify(seed)}`), 'dim', style)]
  const width = Math.max(0, ...rows.map(({ title }) => title.length))
  for (const row of rows) {
    const [mark, ink] = MARKS[row.verdict]
    lines.push(`${paint(mark, ink, style)} ${plain(row.title).padEnd(width)}  ${paint(row.verdict, ink, style)}${timingWords(row)}`)
    for (const { figure: what, base: before, head: after } of row.changed) lines.push(`    ${plain(what)}: ${figure(before)} → ${figure(after)}${after > before ? ', worse' : ''}`)
    const losesMore = row.changed.some(({ isLoss, base: before, head: after }) => isLoss && after > before)
    if (losesMore && row.timing?.verdict === 'faster') lines.push('    It is faster and loses more: that is no improvement.')
  }
  if (timingsRefused !== undefined) lines.push(paint(plain(`Timings were not compared: ${timingsRefused}.`), 'yellow', style))
  if (drift !== undefined) lines.push(driftWords(drift))
  if (unmatched.length > 0) lines.push(paint(plain(`Only on one side, not compared: ${unmatched.join('; ')}.`), 'yellow', style))
  if (interrupted) lines.push(paint('Interrupted: what was compared so far.', 'yellow', style))
  const worse = rows.filter(({ verdict }) => verdict === 'worse').length
  lines.push(`${plural(rows.length, 'row')}: ${paint(worse === 0 ? 'none worse' : `${worse} worse`, worse === 0 ? 'green' : 'red', style)}`)
  return `${lines.join('\n')}\n`
}

function timingWords({ timing, measuredAgain = false }: ComparedRow): string {
  if (timing === undefined) return ''
  const { effect, p } = timing
  const change = (ratio: number): string => `${ratio >= 1 ? '+' : '-'}${figure(Math.abs(ratio - 1) * 100)} %`
  const again = measuredAgain ? ', measured again' : ''
  return `  time per record ${change(effect.ratio)} (95 %: ${change(effect.low)} to ${change(effect.high)}), p = ${figure(p)}${again}`
}

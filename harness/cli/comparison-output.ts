import { compareText, type JudgedRow } from '../../reports/compare.ts'
import { verdictOf, type Comparison } from '../bench/compare/comparison.ts'
import { worst, type ExitCode } from './exit-code.ts'
import type { Screen } from './screen.ts'

export function judged({ rows }: Comparison): JudgedRow[] {
  return rows.map((row) => ({ ...row, verdict: verdictOf(row) }))
}

export async function printComparison(comparison: Comparison, screen: Screen): Promise<void> {
  await screen.result(compareText(comparison, judged(comparison), screen))
}

/** 1: something is worse. 4: nothing is, but timings were refused, or nothing at all was compared. */
export function comparisonCode(comparison: Comparison): ExitCode {
  const verdicts = judged(comparison).map(({ verdict }) => verdict)
  const nothing = verdicts.every((verdict) => verdict === 'not compared')
  return worst([verdicts.includes('worse') ? 1 : 0, comparison.timingsRefused !== undefined || nothing ? 4 : 0, comparison.interrupted ? 130 : 0])
}

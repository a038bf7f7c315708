import type { ScenarioResult } from '../harness/check/verdict.ts'
import { findingText } from './finding.ts'
import { keptSummary } from './kept.ts'
import { MARKS } from './marks.ts'
import { reproOfResult, type Found, type ReportMeta } from './meta.ts'
import { plain, plural, thousands } from './plain.ts'
import { paint, type TextStyle } from './style.ts'
import { countVerdicts, sumCounts, VERDICTS } from './tally.ts'

export type TextHeader = Pick<ReportMeta, 'version' | 'seed' | 'runs' | 'profiles'>

/** How the lines of one report agree with each other. */
export interface LineLayout {
  /** Length of the longest scenario id, for a straight second column. */
  readonly width: number
  /** Names the implementation in every line, where a report has several. */
  readonly implementations: boolean
}

/** The layout for these (scenario, implementation) pairs. */
export function layoutOf(pairs: readonly { readonly scenario: string; readonly implementation: string }[]): LineLayout {
  return {
    width: Math.max(0, ...pairs.map(({ scenario }) => scenario.length)),
    implementations: new Set(pairs.map(({ implementation }) => implementation)).size > 1,
  }
}

/** First line of a gate: all that decides what is tried. */
export function headerText({ version, seed, runs, profiles }: TextHeader, implementations: readonly string[], style: TextStyle): string {
  const names = [...new Set(implementations)]
  const what = `${plural(implementations.length, 'scenario')} on ${names.length === 1 ? `implementation "${names[0]}"` : plural(names.length, 'implementation')}`
  const text = `powercut ${version} · ${what} · ${plural(runs, 'run')} each · seed ${JSON.stringify(seed)} · profile${profiles.length === 1 ? '' : 's'} ${profiles.join(', ')}`
  return paint(plain(text), 'dim', style)
}

/** One line per scenario: mark, id, title, what was tried; a second one where it did not hold. */
export function scenarioLine(result: ScenarioResult, { width, implementations }: LineLayout, style: TextStyle): string {
  const [mark, ink] = MARKS[result.verdict]
  const start = `${paint(mark, ink, style)} ${plain(result.scenario).padEnd(width)}  ${plain(result.title)}${implementations ? ` (${plain(result.implementation)})` : ''}`
  if (result.verdict === 'not applicable') return `${start}  ${paint(verdictWords(result), ink, style)}`
  const tried = paint(triedWords(result), 'dim', style)
  return result.verdict === 'held' ? `${start}  ${tried}` : `${start}  ${tried}\n  ${paint(verdictWords(result), ink, style)}`
}

/** Cut short before its first run: there is nothing to say of it alone. */
export function isNotBegun({ verdict, counts }: ScenarioResult): boolean {
  return verdict === 'incomplete' && counts.runs === 0
}

export function notBegunLine(count: number, style: TextStyle): string {
  const [mark, ink] = MARKS.incomplete
  return `${paint(mark, ink, style)} ${paint(`${plural(count, 'scenario')} not begun`, ink, style)}`
}

function triedWords({ counts }: ScenarioResult): string {
  const leftOut = counts.crashPointsLeftOut === 0 ? '' : ` (${thousands(counts.crashPointsLeftOut)} more of long lives left out)`
  return `${plural(counts.runs, 'run')} · ${plural(counts.crashPoints, 'crash point')}${leftOut} · ${plural(counts.crashStates, 'crash state')}`
}

function verdictWords({ verdict, reason, finding }: ScenarioResult): string {
  const why = reason ?? finding?.sentence
  return plain(why === undefined ? verdict : `${verdict}: ${why}`)
}

/** Every finding, a blank line before each. Empty when there is none. */
export function findingsText(results: readonly Found[], meta: Pick<ReportMeta, 'repros'>, style: TextStyle): string {
  return results
    .filter(({ finding }) => finding !== undefined)
    .map((result) => {
      const { scenario, implementation } = result
      const repro = reproOfResult(meta, result)
      const context = { scenario, implementation, ...(repro === undefined ? {} : { replay: repro.replay }) }
      return `\n${findingText(result.finding!, context, style)}\n`
    })
    .join('')
}

/** The last lines: how many of each verdict, what that rests on, and what the code means. */
export function summaryText(results: readonly ScenarioResult[], meta: ReportMeta, style: TextStyle): string {
  const verdicts = countVerdicts(results)
  const words = VERDICTS.filter((verdict) => verdicts[verdict] > 0).map((verdict) => paint(`${thousands(verdicts[verdict])} ${verdict}`, MARKS[verdict][1], style))
  const sum = sumCounts(results)
  const lines = [`${plural(results.length, 'scenario')}: ${words.join(', ') || 'none run'}`]
  if (meta.kept.length > 0) lines.push(keptSummary(meta.kept, style))
  if (meta.interrupted) lines.push('Interrupted: this is what was found so far.')
  lines.push(
    `${plural(sum.runs, 'run')}, stopped at ${plural(sum.crashPoints, 'moment')}; ${plural(sum.crashStates, 'crash state')} looked at, laws checked ${plural(sum.checks, 'time')}.`,
  )
  const short = results.filter(({ plansLeftOut = 0 }) => plansLeftOut > 0)
  if (short.length > 0) {
    const leftOut = short.reduce((total, { plansLeftOut = 0 }) => total + plansLeftOut, 0)
    lines.push(`Left out: ${plural(leftOut, 'plan')} of ${plural(short.length, 'scenario')} whose first ones took enough steps; --runs ${meta.runs} runs them too.`)
  }
  if (verdicts.held === results.length && results.length > 0) lines.push('No invariant broke in any of them. That is a search, not a proof: --runs searches further.')
  if (verdicts['not applicable'] === results.length && results.length > 0) {
    lines.push('Nothing was tried: the implementation lacks a capability that every scenario needs.')
  }
  return lines.join('\n')
}

/** The whole text report in one piece: what the command prints line by line. Ends without a line break. */
export function reportText(results: readonly ScenarioResult[], meta: ReportMeta, style: TextStyle = { colour: false }): string {
  const layout = layoutOf(results)
  const implementations = results.map(({ implementation }) => implementation)
  const lines = [headerText(meta, implementations, style), ...results.map((result) => scenarioLine(result, layout, style))]
  return `${lines.join('\n')}\n${findingsText(results, meta, style)}\n${summaryText(results, meta, style)}`
}

import type { ScenarioResult } from '../harness/check/verdict.ts'
import { findingParts } from './finding.ts'
import { keptLines, keptSummary } from './kept.ts'
import { reproOfResult, type Found, type ReportMeta } from './meta.ts'
import { plain, plural, thousands } from './plain.ts'
import { countVerdicts, sumCounts, VERDICTS } from './tally.ts'
import { MARKS } from './marks.ts'

const PLAIN = { colour: false } as const

/** Markdown for a person: what decided the run, a table of scenarios, every finding below it. As a job summary of a CI, for example. */
export function markdown(results: readonly ScenarioResult[], meta: ReportMeta): string {
  const { version, seed, runs, profiles, interrupted, kept } = meta
  const verdicts = countVerdicts(results)
  const words = VERDICTS.toReversed().filter((verdict) => verdicts[verdict] > 0).map((verdict) => `**${thousands(verdicts[verdict])} ${verdict}**`)
  const sum = sumCounts(results)
  const blocks = [
    `# powercut: ${words.join(', ') || 'nothing was run'}`,
    ...(interrupted ? ['Interrupted: this is what was found so far.'] : []),
    `powercut ${version} · ${plural(results.length, 'scenario')} · ${plural(runs, 'run')} each · seed ${code(JSON.stringify(seed))} · profiles ${profiles.join(', ')}`,
    table(results),
    `${plural(sum.runs, 'run')}, stopped at ${plural(sum.crashPoints, 'moment')}; ${plural(sum.crashStates, 'crash state')} looked at, laws checked ${plural(sum.checks, 'time')}.`,
    ...(kept.length === 0 ? [] : [`## ${keptSummary(kept, PLAIN)}`]),
    ...kept.flatMap((row) => keptLines(row, PLAIN)).map((line) => `- ${escaped(line)}`),
    ...findings(results, meta),
  ]
  return `${blocks.join('\n\n')}\n`
}

function table(results: readonly ScenarioResult[]): string {
  const rows = results.map(({ scenario, title, implementation, verdict, reason, counts }) => {
    const why = verdict === 'held' || reason === undefined ? '' : `: ${escaped(reason)}`
    return `| ${MARKS[verdict][0]} | ${code(scenario)}<br>${escaped(title)} | ${escaped(implementation)} | ${verdict}${why} | ${thousands(counts.runs)} | ${thousands(counts.crashPoints)} | ${thousands(counts.crashStates)} |`
  })
  return ['| | scenario | implementation | verdict | runs | crash points | crash states |', '| --- | --- | --- | --- | ---: | ---: | ---: |', ...rows].join('\n')
}

function findings(results: readonly ScenarioResult[], meta: ReportMeta): string[] {
  const seen = new Set<string>()
  const found: Found[] = [...results, ...meta.kept]
  return found.flatMap((one) => {
    const { finding, scenario, implementation } = one
    if (finding === undefined || seen.has(finding.fingerprint)) return []
    seen.add(finding.fingerprint)
    const repro = reproOfResult(meta, one)
    const parts = findingParts(finding, repro === undefined ? {} : { replay: repro.replay })
    const width = Math.max(...parts.map(([title]) => title.length)) + 2
    const lines = parts.flatMap(([title, texts]) => texts.map((text, index) => `${(index === 0 ? title : '').padEnd(width)}${plain(text)}`))
    return [`### ✗ ${code(scenario)} on ${escaped(implementation)}: ${finding.verdict}: ${escaped(finding.invariant)}`, fenced(lines)]
  })
}

/** A fence longer than any in the text. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((ticks) => ticks.length)))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...lines, fence].join('\n')
}

function code(text: string): string {
  return text.includes('`') ? escaped(text) : `\`${plain(text).replaceAll('|', String.raw`\|`)}\``
}

/** What Markdown would take for markup is written as it stands. */
function escaped(text: string): string {
  return plain(text).replace(/[\\`*_{}[\]<>#|~&]/g, (character) => (character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`))
}

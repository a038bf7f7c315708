import type { ScenarioResult, Verdict } from '../harness/check/verdict.ts'
import { findingParts } from './finding.ts'
import { STYLE } from './html-style.ts'
import { keptLines, keptSummary } from './kept.ts'
import { MARKS } from './marks.ts'
import { reproOfResult, type Found, type ReportMeta } from './meta.ts'
import { plain, plural, thousands } from './plain.ts'
import { countVerdicts, sumCounts, VERDICTS } from './tally.ts'

/** One file for a browser: of each finding the story, what decides it and the command that replays it; then what held and what did not. Loads nothing. */
export function html(results: readonly ScenarioResult[], meta: ReportMeta): string {
  const verdicts = countVerdicts(results)
  const present = VERDICTS.toReversed().filter((verdict) => verdicts[verdict] > 0)
  const title = present.map((verdict) => `${thousands(verdicts[verdict])} ${verdict}`).join(', ') || 'nothing was run'
  const found = findings(results, meta)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>powercut: ${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${head(results, meta, title)}
<div class="bar" role="img" aria-label="${text(title)}">${present.map((verdict) => `<span class="${MARKS[verdict][1]}" style="flex:${verdicts[verdict]}"></span>`).join('')}</div>
<div class="chips">${present.map((verdict) => chip(verdict, `${thousands(verdicts[verdict])} ${verdict}`)).join('')}</div>
${found.length === 0 ? '' : `<h2>${plural(found.length, 'finding')}</h2>\n${found.join('\n')}`}
<h2>Scenarios</h2>
${table(results)}
${kept(meta)}
${footer(results)}
</main>
</body>
</html>
`
}

function head(results: readonly ScenarioResult[], { version, seed, runs, profiles, interrupted }: ReportMeta, title: string): string {
  const names = [...new Set(results.map(({ implementation }) => implementation))]
  const on = names.length === 1 ? `on <b>${text(names[0]!)}</b>` : `on ${plural(names.length, 'implementation')}`
  return `<h1>${text(title)}</h1>
<p class="soft">powercut ${text(version)} · ${plural(results.length, 'scenario')} ${on} · ${plural(runs, 'run')} each · seed <code>${text(JSON.stringify(seed))}</code> · profiles ${text(profiles.join(', '))}</p>${
    interrupted ? '\n<p><span class="chip yellow">Interrupted: this is what was found so far.</span></p>' : ''
  }`
}

function table(results: readonly ScenarioResult[]): string {
  const rows = results.map(({ scenario, title, implementation, verdict, reason, counts }) => {
    const why = verdict === 'held' || reason === undefined ? '' : `<div class="why">${text(reason)}</div>`
    const numbers = [counts.runs, counts.crashPoints, counts.crashStates].map((count) => `<td class="number">${thousands(count)}</td>`)
    return `<tr><td><code>${text(scenario)}</code><div class="soft">${text(title)}</div></td><td>${text(implementation)}</td><td>${chip(verdict, verdict)}${why}</td>${numbers.join('')}</tr>`
  })
  return `<div class="card scroll"><table>
<thead><tr><th>scenario</th><th>implementation</th><th>verdict</th><th class="number">runs</th><th class="number">crash points</th><th class="number">crash states</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`
}

function kept({ kept: rows }: ReportMeta): string {
  if (rows.length === 0) return ''
  const lines = rows.flatMap((row) => keptLines(row, { colour: false })).map((line) => `<li>${text(line)}</li>`)
  return `<h2>Kept repros</h2>\n<div class="card"><p class="kept">${text(keptSummary(rows, { colour: false }))}</p>${lines.length === 0 ? '' : `<ul class="kept">${lines.join('')}</ul>`}</div>`
}

/** Each once: a kept repro may show what the search has found as well. */
function findings(results: readonly ScenarioResult[], meta: ReportMeta): string[] {
  const seen = new Set<string>()
  const found: Found[] = [...results, ...meta.kept]
  return found.flatMap((one) => {
    const { finding } = one
    if (finding === undefined || seen.has(finding.fingerprint)) return []
    seen.add(finding.fingerprint)
    return [findingCard(one, reproOfResult(meta, one)?.replay)]
  })
}

function findingCard({ scenario, implementation, finding }: Found, replay: string | undefined): string {
  const { verdict, invariant, sentence, profiles } = finding!
  const parts = findingParts(finding!, replay === undefined ? {} : { replay }).filter(([title]) => title !== 'Happened')
  const body = parts.map(([title, lines]) => `<dt>${title}</dt>${part(title, lines, profiles)}`)
  return `<article class="card finding">
<header><h3><code>${text(scenario)}</code></h3>${chip(verdict, `${verdict}: ${invariant}`)}<span class="soft">${text(implementation)}</span></header>
<div class="sentence">${text(sentence)}</div>
<dl>${body.join('\n')}</dl>
</article>`
}

function part(title: string, lines: readonly string[], profiles: Readonly<Record<string, boolean>>): string {
  switch (title) {
    case 'Story':
      return `<dd><ol class="story">${lines.map((line) => `<li${line.startsWith('*') ? ' class="crash"' : ''}><code>${text(line.replace(/^\* +/, ''))}</code></li>`).join('')}</ol></dd>`
    case 'Possible on': {
      const rows = Object.entries(profiles)
      if (rows.length === 0) break
      const chips = rows.map(([name, possible]) => `<span class="chip${possible ? ' red' : ''}">${text(name)}: ${possible ? 'yes' : 'no'}</span>`)
      return `<dd><div class="chips">${chips.join('')}</div>${lines.slice(1).map((line) => `<p class="soft">${text(line)}</p>`).join('')}</dd>`
    }
    case 'Decided by':
    case 'Plan':
      return `<dd><pre>${lines.map(text).join('\n')}</pre></dd>`
    case 'Replay':
      return `<dd class="command"><pre>${lines.map(text).join('\n')}</pre></dd>`
  }
  return `<dd>${lines.map((line) => `<p>${text(line)}</p>`).join('')}</dd>`
}

function footer(results: readonly ScenarioResult[]): string {
  const sum = sumCounts(results)
  return `<footer>
<p>${plural(sum.runs, 'run')}, stopped at ${plural(sum.crashPoints, 'moment')}; ${plural(sum.crashStates, 'crash state')} looked at, laws checked ${plural(sum.checks, 'time')}.</p>
<p>A run is one input under one schedule, a crash point a moment at which the whole computer was stopped, a crash state one thing that such a crash may leave on the disk. What held is the result of a search, not a proof.</p>
</footer>`
}

function chip(verdict: Verdict, words: string): string {
  const [mark, ink] = MARKS[verdict]
  return `<span class="chip ${ink}">${mark} ${text(words)}</span>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Safe between tags and in quoted attributes. */
function text(value: string): string {
  return plain(value).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

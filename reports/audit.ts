import type { ScenarioResult, Verdict } from '../harness/check/verdict.ts'
import { plain, plural, thousands } from './plain.ts'
import { paint, type Ink, type TextStyle } from './style.ts'

/** What one scenario found out about an implementation that is wrong on purpose. */
export interface Attempt {
  readonly scenario: string
  readonly killed: boolean
  readonly verdict: Verdict
  /** Runs until it was killed, or all that were tried. */
  readonly runs: number
  /** The law that broke. */
  readonly invariant?: string
  readonly sentence?: string
  /** The crashes that it takes, in their order; none where it breaks without any. */
  readonly crashes?: readonly string[]
  /** Why, where the verdict is neither *held* nor a finding. */
  readonly reason?: string
}

export interface DefectRow {
  readonly defect: string
  readonly suite: string
  readonly mistake: string
  readonly origin: readonly string[]
  /** `killed`: each scenario that the defect names has caught it; of the general scenarios, any. `open`: something was cut short, and so nothing is known. */
  readonly outcome: 'killed' | 'survived' | 'open'
  /** The scenarios that it names; of `--general` the general ones, up to and including the first that killed it. */
  readonly attempts: readonly Attempt[]
  /** Of the matrix: the other scenarios of its suite. */
  readonly others: readonly Attempt[]
}

export interface MutantRow {
  readonly implementation: string
  /** What is missing: `the sync of notes.txt`. */
  readonly without: string
  /** Where it stands in the code, from the inside out; empty where the stack shows none. */
  readonly place: readonly string[]
  readonly outcome: 'killed' | 'survived' | 'open'
  /** Up to and including the one that killed it. */
  readonly attempts: readonly Attempt[]
}

/** A run that is not the same twice says nothing about the mistake. */
const NOT_A_KILL: readonly string[] = ['is deterministic']

export function attemptOf({ scenario, verdict, counts, finding, reason }: ScenarioResult): Attempt {
  const killed = finding !== undefined && !NOT_A_KILL.includes(finding.invariant)
  const base = { scenario, killed, verdict, runs: finding?.foundBy.run ?? counts.runs }
  if (finding === undefined) return { ...base, ...(reason === undefined ? {} : { reason }) }
  const crashes = finding.plan.lives.flatMap(({ crash }) => (crash === undefined ? [] : [crash.kind]))
  return { ...base, invariant: finding.invariant, sentence: finding.sentence, crashes }
}

const MARKS: Readonly<Record<DefectRow['outcome'], readonly [mark: string, ink: Ink]>> = { killed: ['✓', 'green'], survived: ['✗', 'red'], open: ['!', 'yellow'] }

/** A line per scenario that had a try at the defect. `width`: of the column of names. */
export function defectLines(row: DefectRow, width: number, style: TextStyle): string {
  const [mark, ink] = MARKS[row.outcome]
  const lines = row.attempts.map((attempt, index) => {
    const start = index === 0 ? `${paint(mark, ink, style)} ${plain(row.defect).padEnd(width)}` : ' '.repeat(width + 2)
    return `${start}  ${attemptWords(attempt, style)}`
  })
  const also = row.others.filter(({ killed }) => killed)
  if (also.length > 0) lines.push(`${' '.repeat(width + 2)}  ${paint(`also caught by ${also.map(({ scenario, runs }) => `${scenario} (run ${thousands(runs)})`).join(', ')}`, 'dim', style)}`)
  return lines.join('\n')
}

function attemptWords(attempt: Attempt, style: TextStyle): string {
  const { scenario, killed, runs, invariant = '', crashes = [] } = attempt
  const name = plain(scenario)
  if (!killed) return `${name}  ${paint(plain(missedWords(attempt)), attempt.verdict === 'held' ? 'red' : 'yellow', style)}`
  return `${name}  ${plain(invariant)}, run ${thousands(runs)}  ${paint(`(${crashes.length === 0 ? 'no crash' : crashes.join(', then ')})`, 'dim', style)}`
}

function missedWords({ verdict, runs, reason, sentence }: Attempt): string {
  const tried = `held in ${plural(runs, 'run')}`
  if (verdict === 'held') return tried
  const why = sentence ?? reason
  return `${verdict}${why === undefined ? '' : `: ${why}`}`
}

export function mutantLines({ without, place, outcome, attempts }: MutantRow, style: TextStyle): string {
  const [mark, ink] = outcome === 'survived' ? (['!', 'yellow'] as const) : MARKS[outcome]
  const where = place.length === 0 ? '' : `\n    ${paint(`at ${plain(place.join(', called by '))}`, 'dim', style)}`
  const killer = attempts.find(({ killed }) => killed)
  const runs = attempts.reduce((sum, attempt) => sum + attempt.runs, 0)
  const last = attempts.at(-1)
  const end = killer !== undefined
    ? `killed by ${attemptWords(killer, style)}`
    : outcome === 'open' && last !== undefined
      ? paint(`${plain(last.scenario)} ${plain(missedWords(last))}`, 'yellow', style)
      : paint(`survived ${plural(attempts.length, 'scenario')}, ${plural(runs, 'run')}`, 'yellow', style)
  return `${paint(mark, ink, style)} without ${plain(without)}  ${end}${where}`
}

/** The last lines of the audit of defects. */
export function defectSummary(rows: readonly DefectRow[], style: TextStyle): string {
  const open = rows.filter(({ outcome }) => outcome === 'open').length
  const survived = rows.filter(({ outcome }) => outcome === 'survived')
  const words = [`${thousands(rows.length - open - survived.length)} killed`, ...(open === 0 ? [] : [`${thousands(open)} open`]), `${thousands(survived.length)} survived`]
  const lines = [`${plural(rows.length, 'defect')}: ${paint(words.join(', '), survived.length > 0 ? 'red' : open > 0 ? 'yellow' : 'green', style)}`]
  if (survived.length > 0) lines.push('A defect that survives is a hole in the suite, or it is no defect any more: each scenario that it names must catch it.')
  return lines.join('\n')
}

/** How many defects the general scenarios found, over all that they may find. `least`: the share that is asked for. */
export function generalSummary(rows: readonly DefectRow[], least: number, style: TextStyle): string {
  const found = rows.filter(({ outcome }) => outcome === 'killed').length
  const open = rows.filter(({ outcome }) => outcome === 'open').length
  const enough = found >= rows.length * least
  const share = rows.length === 0 ? 0 : Math.floor((found / rows.length) * 100)
  const suites = [...new Set(rows.map(({ suite }) => suite))].map((suite) => {
    const own = rows.filter((row) => row.suite === suite)
    return `${suite} ${own.filter(({ outcome }) => outcome === 'killed').length} of ${own.length}`
  })
  const rest = open === 0 ? '' : ` (${thousands(open)} open)`
  return `The general scenarios alone find ${paint(`${thousands(found)} of ${plural(rows.length, 'defect')}, ${share} %`, enough ? 'green' : 'red', style)}${rest}; asked for: ${Math.ceil(least * 100)} %. By suite: ${suites.join(', ')}.`
}

export function mutantSummary(rows: readonly MutantRow[], style: TextStyle): string {
  const count = (outcome: MutantRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length
  const [killed, survived, open] = [count('killed'), count('survived'), count('open')]
  const words = `${thousands(killed)} killed, ${open === 0 ? '' : `${thousands(open)} open, `}${thousands(survived)} survived`
  const lines = [`${plural(rows.length, 'host mutant')}: ${paint(words, survived + open > 0 ? 'yellow' : 'green', style)}`]
  if (rows.length === 0) lines.push('The implementation syncs nothing in these runs, so there is nothing to leave out.')
  if (survived > 0) lines.push('A mutant that survives: that sync is needless, or these scenarios cannot see that it is missing.')
  return lines.join('\n')
}

import type { Finding, ScenarioResult, Verdict } from '../harness/check/verdict.ts'
import { findingText } from './finding.ts'
import { isOutdated, keptLines, type KeptRow } from './kept.ts'
import { reproOfResult, type ReportMeta } from './meta.ts'
import { plain } from './plain.ts'

/** A result as programs for test reports see it: each scenario on each implementation is a case, and so is each kept repro. */
export interface Case {
  readonly suite: string
  readonly name: string
  /** `broken`: a law broke. `nothing shown`: nothing broke, and nothing was proved either; that must not look like success. */
  readonly status: 'passed' | 'broken' | 'nothing shown' | 'skipped'
  /** The verdict, or *outdated*. */
  readonly verdict: Verdict | 'outdated'
  /** Why, in one sentence; empty where it passed. */
  readonly message: string
  /** The whole finding as text, where there is one. */
  readonly text?: string
  /** Invariant that broke. */
  readonly invariant?: string
  /** The file that replays it. */
  readonly repro?: string
}

const STATUS: Readonly<Record<Verdict | 'outdated', Case['status']>> = {
  held: 'passed',
  violated: 'broken',
  stuck: 'broken',
  failed: 'broken',
  'not exercised': 'nothing shown',
  incomplete: 'nothing shown',
  outdated: 'nothing shown',
  'not applicable': 'skipped',
}

/** The name of the suite of kept repros. */
export const KEPT_SUITE = 'kept repros'

export function casesOf(results: readonly ScenarioResult[], meta: ReportMeta): Case[] {
  return [...results.map((result) => caseOf(result, meta)), ...meta.kept.map((row) => keptCase(row, meta))]
}

function caseOf(result: ScenarioResult, meta: ReportMeta): Case {
  const { scenario, suite, title, implementation, verdict, reason, finding } = result
  const name = `${scenario} on ${implementation}: ${title}`
  const message = verdict === 'held' ? '' : (reason ?? finding?.sentence ?? verdict)
  return { suite, name, status: STATUS[verdict], verdict, message: plain(message), ...told(result, finding, meta) }
}

function keptCase(row: KeptRow, meta: ReportMeta): Case {
  const { file, implementation, verdict, reason, finding } = row
  const shown = isOutdated(row) && STATUS[verdict] !== 'broken' ? 'outdated' : verdict
  const message = shown === 'held' ? '' : shown === 'not applicable' ? (reason ?? '') : keptLines(row, { colour: false }).join('; ')
  return { suite: KEPT_SUITE, name: `${file} on ${implementation}`, status: STATUS[shown], verdict: shown, message: plain(message), ...told(row, finding, meta) }
}

function told(of: Pick<ScenarioResult, 'scenario' | 'implementation' | 'finding'>, finding: Finding | undefined, meta: ReportMeta): Partial<Case> {
  if (finding === undefined) return {}
  const repro = reproOfResult(meta, of)
  const context = { scenario: of.scenario, implementation: of.implementation, ...(repro === undefined ? {} : { replay: repro.replay }) }
  return { text: findingText(finding, context, { colour: false }), invariant: finding.invariant, ...(repro === undefined ? {} : { repro: repro.file }) }
}

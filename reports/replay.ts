import type { Repro } from '../harness/check/repro.ts'
import type { Fit } from '../harness/check/plan.ts'
import type { Finding, Verdict } from '../harness/check/verdict.ts'
import { findingText, fitWords } from './finding.ts'
import { plain } from './plain.ts'
import { paint, type TextStyle } from './style.ts'

/** What a replay showed: a finding, or that there is none any more. */
export interface ReplayResult {
  readonly verdict: Verdict
  readonly invariant?: string
  readonly states?: string
  readonly sentence?: string
  readonly fit: Fit
  /** How many it took. Default: 1. */
  readonly runs?: 1 | 2
  readonly story: readonly string[]
  readonly decisive: Finding['decisive']
}

export interface ReplayContext {
  readonly repro: Repro
  /** The implementation that it ran on: not always the recorded one. */
  readonly implementation: string
}

/** `shows`: it violates. `holds`: it fitted and holds. `outdated`: it no longer fits the code, or did not come to a verdict, and so proves nothing. */
export type ReplayOutcome = 'shows' | 'holds' | 'outdated'

export function replayOutcome({ verdict, fit }: ReplayResult): ReplayOutcome {
  if (verdict === 'violated' || verdict === 'stuck' || verdict === 'failed') return 'shows'
  const fits = fit === 'exact' || !('outdated' in fit)
  return fits && verdict === 'held' ? 'holds' : 'outdated'
}

/** Ends with a line break. */
export function replayText(result: ReplayResult, { repro, implementation }: ReplayContext, style: TextStyle): string {
  const { verdict, fit, invariant = repro.invariant, states = '', sentence = '', story, decisive } = result
  const scenario = plain(repro.scenario)
  const recorded = `${repro.verdict}: ${plain(repro.invariant)}`
  const fits = fitWords(fit).map((line) => `  ${plain(line)}\n`)
  switch (replayOutcome(result)) {
    case 'holds':
      return `${paint('✓', 'green', style)} ${scenario}  the repro now holds on ${plain(implementation)} (recorded: ${recorded})\n${fits.join('')}`
    case 'outdated':
      return `${paint('!', 'yellow', style)} ${scenario}  the repro is outdated: on ${plain(implementation)} it ended as "${verdict}", which proves nothing (recorded: ${recorded})\n${fits.join('')}${sentence === '' ? '' : `  ${plain(sentence)}\n`}  Run "npx powercut gate" for a new one.\n`
    case 'shows': {
      // How it fits is said behind it, as a part of what the replay shows.
      const finding = { verdict: verdict as Finding['verdict'], invariant, states, sentence, plan: repro.plan, fit: 'exact' as const, story, decisive }
      const same = verdict === repro.verdict && invariant === repro.invariant
      return `${findingText(finding, { scenario: repro.scenario, implementation }, style)}\n\n${shownWords(verdict, fit, same ? undefined : recorded)} ${result.runs === 2 ? 'Two runs.' : 'One run.'}\n`
    }
  }
}

/** `recorded`: what it was, where it is something else now. "As recorded" is said of a plan that fits the code, and of no other. */
function shownWords(verdict: Verdict, fit: Fit, recorded: string | undefined): string {
  const otherwise = recorded === undefined ? '' : ` Not as recorded (${recorded}).`
  if (fit === 'exact') return otherwise === '' ? 'As recorded.' : otherwise.trimStart()
  const start = recorded === undefined ? `Still ${verdict}` : `It is ${verdict}`
  if ('loose' in fit) return `${start}; ${fit.loose.length} of the plan's labels ${fit.loose.length === 1 ? 'fits' : 'fit'} only loosely: ${plain(fit.loose.join(', '))}.${otherwise}`
  return `${start}, but the plan no longer fits the code: these labels of it no longer appear: ${plain(fit.outdated.join(', '))}.${otherwise}`
}

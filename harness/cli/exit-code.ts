import type { ScenarioResult, Verdict } from '../check/verdict.ts'

/** A verdict as `--fail-on` takes it; *outdated* is one of kept repros. *held* and *not applicable* never fail. */
export type FailingVerdict = 'violated' | 'stuck' | 'failed' | 'not-exercised' | 'incomplete' | 'outdated'
export const FAILING: readonly FailingVerdict[] = ['violated', 'stuck', 'failed', 'not-exercised', 'incomplete', 'outdated']

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130

const CODES: Readonly<Record<Verdict, ExitCode>> = {
  violated: 1,
  stuck: 1,
  failed: 1,
  'not exercised': 4,
  incomplete: 4,
  held: 0,
  'not applicable': 0,
}

/** Worst first. */
const WORST: readonly ExitCode[] = [130, 3, 1, 4, 0]

export function worst(codes: readonly ExitCode[]): ExitCode {
  return WORST.find((code) => codes.includes(code)) ?? 0
}

/**
 * The code of a gate that ran to its end. Where no scenario at all was applicable nothing was exercised, which is 4: a gate that tried nothing must not
 * look like one that held.
 */
export function gateCode(results: readonly ScenarioResult[], failOn: readonly FailingVerdict[]): ExitCode {
  const counted = results.filter(({ verdict }) => (failOn as readonly string[]).includes(verdict.replace(' ', '-')))
  const nothingRan = results.length > 0 && results.every(({ verdict }) => verdict === 'not applicable')
  return worst([...counted.map(({ verdict }) => CODES[verdict]), ...(nothingRan && failOn.includes('not-exercised') ? [4 as const] : [])])
}

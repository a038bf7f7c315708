import type { Counts, ScenarioResult, Verdict } from '../harness/check/verdict.ts'

/** The order in which verdicts are summed up: what a reader must act on comes last, next to the prompt. */
export const VERDICTS: readonly Verdict[] = ['held', 'not applicable', 'incomplete', 'not exercised', 'failed', 'stuck', 'violated']

export function countVerdicts(results: readonly ScenarioResult[]): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>
  for (const { verdict } of results) counts[verdict]++
  return counts
}

export function sumCounts(results: readonly ScenarioResult[]): Counts {
  const sum: { -readonly [Count in keyof Counts]: number } = { runs: 0, steps: 0, crashPoints: 0, crashPointsLeftOut: 0, crashStates: 0, recoveries: 0, checks: 0 }
  for (const { counts } of results) for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts[key]
  return sum
}

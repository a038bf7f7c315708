import { attemptOf } from '../../reports/audit.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import type { Lane } from './lane.ts'
import { search, type SearchOptions } from './search.ts'
import type { Job } from './selection.ts'

/**
 * Tries the jobs of each subject one after the other, up to and including the first that kills it. Each lane takes one subject at a time, so that what comes
 * out does not depend on how many lanes there are. `onTried` is called in the order of the subjects.
 */
export async function untilKilled(subjects: readonly (readonly Job[])[], options: Omit<SearchOptions, 'onResult'>, onTried: (results: readonly ScenarioResult[], subject: number) => void): Promise<void> {
  const tried = new Map<number, ScenarioResult[]>()
  let next = 0
  let told = 0
  const work = async (lane: Lane): Promise<void> => {
    while (next < subjects.length) {
      const subject = next++
      tried.set(subject, await tryJobs(subjects[subject]!, { ...options, lanes: [lane], onResult: () => undefined }))
      for (; tried.has(told); told++) onTried(tried.get(told)!, told)
    }
  }
  await Promise.all(options.lanes.map(work))
}

async function tryJobs(jobs: readonly Job[], options: SearchOptions): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = []
  for (const job of jobs) {
    const [result] = await search([job], options)
    results.push(result!)
    if (attemptOf(result!).killed || options.cut.aborted) break
  }
  return results
}

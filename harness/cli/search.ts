import { plural, thousands } from '../../reports/plain.ts'
import type { SyncReport } from '../audit/host-mutant.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { GROUP_SIZE } from '../explore/budget.ts'
import { groupCount } from '../explore/explore.ts'
import type { Lane } from './lane.ts'
import { HarnessError } from './errors.ts'
import { GRACE_MS } from './limits.ts'
import { answeredPart, JobResults } from './job-results.ts'
import { pieceSize, type Piece } from './pieces.ts'
import type { Job } from './selection.ts'

export interface SearchOptions {
  readonly seed: string
  readonly runs: number
  /** See `DEFAULT_STEPS`. */
  readonly steps?: number | undefined
  /** See `DEFAULT_GENERAL_STEPS`. */
  readonly generalSteps?: number | undefined
  readonly profiles: readonly string[]
  readonly lanes: readonly Lane[]
  /** Ends the search; its reason is a string that says why, for a person: "interrupted". */
  readonly cut: AbortSignal
  /** Under a budget all scenarios get their first inputs first; else one scenario after the other, so that results come early. */
  readonly breadthFirst: boolean
  /** Called often: the figures are only made up when they are asked for. */
  readonly onProgress: (progress: () => SearchProgress) => void
  /** What a worker noted of the syncs that it came to, where the host of the job notes them. */
  readonly onSyncs?: (job: Job, syncs: SyncReport) => void
  /** In the order of the jobs. */
  readonly onResult: (result: ScenarioResult) => void
}

export interface SearchProgress {
  readonly scenario: string
  /** Over all jobs. */
  readonly runs: number
  readonly crashStates: number
}

/**
 * Hands out the search of all jobs to the lanes, in pieces, and merges what comes back by the order of the pieces: of each scenario all up to and including
 * the first piece that found something. So the results do not depend on how many lanes there are, or on which of them was faster.
 *
 * Throws a `HarnessError` if the harness itself failed; results reported until then stand.
 */
export async function search(jobs: readonly Job[], options: SearchOptions): Promise<ScenarioResult[]> {
  const { lanes, runs, cut, onProgress, onResult } = options
  const groups = groupCount(runs)
  const results = jobs.map((job) => new JobResults(job, options, Math.ceil(groups / pieceSize(groups))))
  const queue = pieces(results, groups, options.breadthFirst)
  const running = new Map<Lane, Piece<JobResults>>()
  const live = new Map<Lane, { readonly runs: number; readonly crashStates: number }>()
  let broken: HarnessError | undefined
  let reported = 0

  const report = (): void => {
    for (; reported < results.length && results[reported]!.complete; reported++) onResult(results[reported]!.result())
  }
  const endLanes = (): void => {
    for (const lane of running.keys()) lane.cancel()
    setTimeout(() => {
      for (const lane of running.keys()) lane.drop()
    }, GRACE_MS).unref()
  }
  const work = async (lane: Lane): Promise<void> => {
    for (let piece = next(); piece !== undefined; piece = next()) {
      const { of, index, first, count } = piece
      running.set(lane, piece)
      const answer = await lane.ask(of.request(first, count), (progress) => {
        live.set(lane, progress)
        onProgress(() => ({ scenario: of.job.scenario.id, ...total(results, live.values()) }))
      })
      running.delete(lane)
      live.delete(lane)
      if (answer.kind === 'broken') broken ??= new HarnessError(`the search of ${of.job.scenario.id} failed inside powercut: ${answer.message}\n${answer.stack}`)
      else if (answer.kind === 'unusable') broken ??= new HarnessError(answer.message)
      if (answer.kind === 'explored' && answer.syncs !== undefined) options.onSyncs?.(of.job, answer.syncs)
      const part = answeredPart(answer, of.job, options, first * GROUP_SIZE)
      if (part === undefined) continue
      of.add(index, part)
      for (const [other, { of: same, index: at }] of running) if (same === of && at >= of.needed) other.cancel()
      if (!cut.aborted) report()
    }
  }
  const next = (): Piece<JobResults> | undefined => {
    if (cut.aborted || broken) return undefined
    for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) if (piece.index < piece.of.needed) return piece
    return undefined
  }

  cut.addEventListener('abort', endLanes)
  try {
    if (cut.aborted) endLanes()
    await Promise.all(lanes.map(work))
  } finally {
    cut.removeEventListener('abort', endLanes)
  }
  report()
  if (broken) throw broken
  const final = results.map((result) => result.result(cut.aborted ? `${String(cut.reason)} after ${thousands(result.runs)} of ${plural(runs, 'run')}` : undefined))
  for (const result of final.slice(reported)) onResult(result)
  return final
}

function pieces(results: readonly JobResults[], groups: number, breadthFirst: boolean): Piece<JobResults>[] {
  const size = pieceSize(groups)
  const all = results.flatMap((of, job) =>
    Array.from({ length: of.pieces }, (_, index) => ({ of, job, index, first: index * size, count: Math.min(size, groups - index * size) })),
  )
  return breadthFirst ? all.toSorted((a, b) => a.index - b.index || a.job - b.job) : all
}

function total(results: readonly JobResults[], live: Iterable<{ readonly runs: number; readonly crashStates: number }>): { runs: number; crashStates: number } {
  const sum = { runs: 0, crashStates: 0 }
  for (const { runs, crashStates } of [...results, ...live]) {
    sum.runs += runs
    sum.crashStates += crashStates
  }
  return sum
}

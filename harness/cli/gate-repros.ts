import { isOutdated, type KeptRow } from '../../reports/kept.ts'
import { replayOutcome } from '../../reports/replay.ts'
import type { Replayed } from '../explore/replay.ts'
import { BUILT_IN, type CatalogueDescription, type ImplementationDescription } from './catalogue.ts'
import { HarnessError } from './errors.ts'
import { worst, type ExitCode, type FailingVerdict } from './exit-code.ts'
import type { KeptFile } from './kept-files.ts'
import type { Dropped, Lane, Lost } from './lane.ts'
import { GRACE_MS } from './limits.ts'
import type { Answer, Request } from './messages.ts'
import type { Job } from './selection.ts'

/** A kept repro, the defect that it must violate on, and the jobs on which it must hold. */
export interface KeptTask {
  readonly kept: KeptFile
  readonly jobs: readonly Job[]
  readonly defect?: ImplementationDescription
}

/** The kept repros of what is gated. Those of powercut itself are about its own scenarios, whatever a file of the user's calls its own. */
export function keptTasks(files: readonly KeptFile[], jobs: readonly Job[], { implementations }: CatalogueDescription): KeptTask[] {
  return files.flatMap((kept): KeptTask[] => {
    const { scenario, implementation } = kept.repro
    const own = jobs.filter((job) => job.scenario.id === scenario && (!kept.builtIn || job.scenario.source === BUILT_IN))
    if (own.length === 0) return []
    const defect = implementations.find(({ role, name, suite }) => role === 'defect' && name === implementation && suite === own[0]!.scenario.suite)
    return [{ kept, jobs: own, ...(defect === undefined ? {} : { defect }) }]
  })
}

export interface ReplayOptions {
  readonly lanes: readonly Lane[]
  readonly cut: AbortSignal
  /** In the order of the tasks. */
  readonly onRow: (row: KeptRow) => void
}

/** Replays each on its defect, once, and on every job. */
export async function replayTasks(tasks: readonly KeptTask[], options: ReplayOptions): Promise<KeptRow[]> {
  const rows = new Map<number, readonly KeptRow[]>()
  let next = 0
  let reported = 0
  const work = async (lane: Lane): Promise<void> => {
    while (next < tasks.length) {
      const index = next++
      rows.set(index, await replayTask(tasks[index]!, lane, options.cut))
      for (; rows.has(reported); reported++) rows.get(reported)!.forEach(options.onRow)
    }
  }
  await Promise.all(options.lanes.map(work))
  return tasks.flatMap((_, index) => rows.get(index)!)
}

async function replayTask({ kept, jobs, defect }: KeptTask, lane: Lane, cut: AbortSignal): Promise<KeptRow[]> {
  const { plan } = kept.repro
  const scenario = jobs[0]!.scenario
  const shown = defect === undefined ? undefined : await ask(lane, { kind: 'replay', scenario, implementation: defect, plan }, cut)
  const onDefect = defectOf(kept, shown, defect)
  const rows: KeptRow[] = []
  for (const job of jobs) {
    const answer = await ask(lane, { kind: 'replay kept', scenario: job.scenario, implementation: job.implementation, plan, name: kept.name }, cut)
    rows.push({ file: kept.name, scenario: scenario.id, implementation: job.implementation.name, ...onDefect, ...outcomeOf(answer, cut) })
  }
  return rows
}

async function ask(lane: Lane, request: Request, cut: AbortSignal): Promise<Answer | Lost | Dropped> {
  if (cut.aborted) return { kind: 'dropped' }
  const end = (): void => {
    lane.cancel()
    setTimeout(() => lane.drop(), GRACE_MS).unref()
  }
  cut.addEventListener('abort', end)
  try {
    return await lane.ask(request)
  } finally {
    cut.removeEventListener('abort', end)
  }
}

function defectOf({ repro, builtIn }: KeptFile, answer: Answer | Lost | Dropped | undefined, defect: ImplementationDescription | undefined): Pick<KeptRow, 'defect'> {
  if (defect === undefined || answer === undefined) return builtIn ? { defect: { name: repro.implementation, shows: false, instead: 'cannot be run, because there is no such defect any more' } } : {}
  const { name } = defect
  if (answer.kind === 'dropped') return {}
  if (answer.kind === 'lost') return { defect: { name, shows: repro.verdict === 'failed' } }
  const instead = insteadOf(answered(answer, 'replayed').replayed, repro.invariant)
  return { defect: { name, shows: instead === undefined, ...(instead === undefined ? {} : { instead }) } }
}

function insteadOf(replayed: Replayed, invariant: string): string | undefined {
  if (replayOutcome(replayed) !== 'shows') return replayed.verdict === 'held' && replayed.fit === 'exact' ? 'now holds' : 'no longer fits the code'
  return replayed.invariant === invariant ? undefined : `breaks ${JSON.stringify(replayed.invariant)} in place of ${JSON.stringify(invariant)}`
}

function outcomeOf(answer: Answer | Lost | Dropped, cut: AbortSignal): Omit<KeptRow, 'file' | 'scenario' | 'implementation' | 'defect'> {
  const unknown = { how: 'exactly', labels: { fit: 0, of: 0 } } as const
  if (answer.kind === 'dropped') return { verdict: 'incomplete', ...unknown, reason: String(cut.reason ?? 'it was ended') }
  if (answer.kind === 'lost') return { verdict: 'failed', ...unknown, reason: `the code under test ${answer.why}` }
  return answered(answer, 'replayed kept').kept
}

function answered<Kind extends Answer['kind']>(answer: Answer, kind: Kind): Extract<Answer, { readonly kind: Kind }> {
  if (answer.kind === kind) return answer as Extract<Answer, { readonly kind: Kind }>
  throw new HarnessError(`a replay failed inside powercut: ${'message' in answer ? answer.message : `a worker answered ${JSON.stringify(answer.kind)}`}`)
}

/** Broken on what is gated: 1. Outdated or cut short: 4. */
export function keptCode(rows: readonly KeptRow[], failOn: readonly FailingVerdict[]): ExitCode {
  return worst(
    rows.flatMap((row): ExitCode[] => [
      ...(isOutdated(row) && failOn.includes('outdated') ? [4 as const] : []),
      ...(row.verdict === 'incomplete' && failOn.includes('incomplete') ? [4 as const] : []),
      ...((row.verdict === 'violated' || row.verdict === 'stuck' || row.verdict === 'failed') && failOn.includes(row.verdict) ? [1 as const] : []),
    ]),
  )
}

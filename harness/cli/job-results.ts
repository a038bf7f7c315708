import { createHash } from 'node:crypto'
import type { Plan } from '../check/plan.ts'
import type { Counts, Finding, ScenarioResult } from '../check/verdict.ts'
import { mergeResults } from '../explore/merge.ts'
import type { Dropped, Lost } from './lane.ts'
import type { Answer, ExploreRequest } from './messages.ts'
import type { Job } from './selection.ts'

export interface JobOptions {
  readonly seed: string
  readonly runs: number
  /** Of the first pieces, after which the others are not needed. Absent: all are. */
  readonly steps?: number | undefined
  /** The same of a general scenario. */
  readonly generalSteps?: number | undefined
  readonly profiles: readonly string[]
}

/** What is known so far of one scenario on one implementation: a part for each piece of its search. */
export class JobResults {
  readonly job: Job
  readonly pieces: number
  /** Pieces from here on are not needed: an earlier one found something, or the earlier ones took enough steps. */
  needed: number
  readonly #options: JobOptions
  readonly #parts = new Map<number, ScenarioResult>()

  constructor(job: Job, options: JobOptions, pieces: number) {
    this.job = job
    this.#options = options
    this.pieces = pieces
    this.needed = pieces
  }

  request(first: number, count: number): ExploreRequest {
    const { scenario, implementation } = this.job
    const { seed, runs, profiles } = this.#options
    return { kind: 'explore', scenario, implementation, suite: scenario.suite, seed, runs, profiles, first, count }
  }

  add(index: number, part: ScenarioResult): void {
    this.#parts.set(index, part)
    const decided = part.verdict === 'violated' || part.verdict === 'stuck' || part.verdict === 'failed' || part.verdict === 'not applicable'
    if (decided) this.needed = Math.min(this.needed, index + 1)
    this.needed = this.#enough()
  }

  /** The first pieces that took enough steps, and in which all faults fired and all probes were reached. It depends on no piece behind them. */
  #enough(): number {
    const steps = this.job.scenario.general ? this.#options.generalSteps : this.#options.steps
    if (steps === undefined) return this.needed
    const first: ScenarioResult[] = []
    let taken = 0
    for (let part = this.#parts.get(0); part !== undefined && first.length < this.needed; part = this.#parts.get(first.length)) {
      first.push(part)
      taken += part.counts.steps
      if (taken >= steps && mergeResults(first).verdict === 'held') return first.length
    }
    return this.needed
  }

  get complete(): boolean {
    const parts = this.#ordered()
    return parts.length === this.needed && parts.every(({ verdict }) => verdict !== 'incomplete')
  }

  get runs(): number {
    return this.#sum('runs')
  }

  get crashStates(): number {
    return this.#sum('crashStates')
  }

  /** `cutShort`: why it did not get to its end, where it did not. */
  result(cutShort?: string): ScenarioResult {
    const parts = this.#ordered()
    const failed = parts.find(({ verdict, finding }) => verdict === 'failed' && finding === undefined)
    const merged = parts.length === 0 ? emptyResult(this.job, this.#options) : mergeResults(parts)
    if (failed) return { ...merged, verdict: 'failed', ...(failed.reason === undefined ? {} : { reason: failed.reason }) }
    const leftOut = this.#options.runs - merged.counts.runs
    if (this.complete && merged.verdict === 'held' && leftOut > 0) return { ...merged, plansLeftOut: leftOut }
    if (this.complete || merged.finding) return merged
    const { hash: _, ...rest } = merged
    return { ...rest, verdict: 'incomplete', ...(cutShort === undefined ? {} : { reason: cutShort }) }
  }

  #sum(count: keyof Counts): number {
    return this.#ordered().reduce((sum, { counts }) => sum + counts[count], 0)
  }

  #ordered(): ScenarioResult[] {
    return [...this.#parts]
      .filter(([index]) => index < this.needed)
      .toSorted(([a], [b]) => a - b)
      .map(([, part]) => part)
  }
}

/** The part that an answer of a worker stands for; `runsBefore`: the plans before its piece. Nothing where there was no answer, and nothing follows from that. */
export function answeredPart(answer: Answer | Lost | Dropped, job: Job, options: JobOptions, runsBefore: number): ScenarioResult | undefined {
  if (answer.kind === 'explored') return answer.result
  return answer.kind === 'lost' ? lostPart(answer, job, options, runsBefore) : undefined
}

function emptyResult({ scenario, implementation }: Job, { profiles }: JobOptions): ScenarioResult {
  const counts: Counts = { runs: 0, steps: 0, crashPoints: 0, crashPointsLeftOut: 0, crashStates: 0, recoveries: 0, checks: 0 }
  const { id, suite, title } = scenario
  return { scenario: id, suite, title, implementation: implementation.name, verdict: 'incomplete', counts, probes: {}, faults: {}, profiles }
}

export const ANSWERS: Pick<Finding, 'invariant' | 'states'> = { invariant: 'answers', states: 'code under test comes back: it neither loops forever nor ends the thread that it runs in' }

/** Code under test took its thread with it. The plan that ran is the finding; it cannot be minimised, since every try would cost another thread. */
function lostPart({ why, last }: Lost, job: Job, options: JobOptions, runsBefore: number): ScenarioResult {
  const empty = emptyResult(job, options)
  const sentence = `the code under test ${why}`
  if (last === undefined) return { ...empty, verdict: 'failed', reason: sentence }
  return {
    ...empty,
    verdict: 'failed',
    reason: sentence,
    counts: { ...empty.counts, runs: last.runs, crashStates: last.crashStates },
    finding: lostFinding(sentence, job.implementation.name, last.plan, { strategy: 'the search, not minimised', run: runsBefore + last.runs + 1, seed: options.seed }),
  }
}

function lostFinding(sentence: string, implementation: string, plan: Plan, foundBy: Finding['foundBy']): Finding {
  return {
    verdict: 'failed',
    ...ANSWERS,
    sentence,
    plan,
    fit: 'exact',
    story: [],
    profiles: {},
    foundBy,
    decisive: [],
    fingerprint: createHash('sha256').update(JSON.stringify([plan.scenario, implementation, ANSWERS.invariant, sentence, plan])).digest('hex').slice(0, 12),
  }
}

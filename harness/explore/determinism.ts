import type { Plan } from '../check/plan.ts'
import type { LifeRecord } from './life-record.ts'
import { plannedCrash, type CrashedLife } from './lineage.ts'
import { runPlan } from './run-plan.ts'
import type { Search } from './search.ts'
import { observationOf } from './observation.ts'
import type { Violation } from './judge.ts'
import { oldestFirst } from '../world/chooser.ts'

/**
 * The same plan twice must give the same run. It does not if code under test or a scenario keeps state outside of what a process owns: a module variable,
 * a closure that workload and recovery share. Then crash states that were branched off a recording would show what no real crash shows.
 */
export const NOT_DETERMINISTIC = {
  invariant: 'is deterministic',
  states: 'The same plan gives the same run.',
  advice: 'keep no state in modules, and let recover() read life.history instead of variables that workload() set',
} as const

/** Runs a life of oldest-first order again and compares; then crashes it for real in the middle, and compares with what was branched off. */
export async function checkDeterminism(search: Search, record: LifeRecord, crashed: CrashedLife | undefined): Promise<Violation | undefined> {
  const again = await search.rerun(oldestFirst())
  const divergence = firstDivergence(record, again)
  if (divergence !== undefined) return notDeterministic(`the same plan ran differently the second time, ${divergence}`, record)
  if (crashed === undefined) return undefined
  const { scenario, implementation, input, randomSeed } = search.subject
  const branched = await search.recordRecovery([crashed], false)
  const life = { order: 'run-on', holds: [], faults: [] } as const
  const first = { ...life, order: 'oldest-first', crash: plannedCrash([crashed]) } as const
  const plan: Plan = { version: 1, scenario: scenario.id, input, disk: crashed.state.disk, randomSeed, lives: [first, life] }
  const { last } = await runPlan(plan, scenario, implementation)
  const difference = firstDivergence(branched, last)
  return difference === undefined ? undefined : notDeterministic(`a recovery differs between a crash in the middle of the workload and the same crash after it, ${difference}`, branched)
}

function notDeterministic(what: string, last: LifeRecord): Violation {
  const { invariant, states, advice } = NOT_DETERMINISTIC
  return { verdict: 'failed', invariant, states, sentence: `${what}; ${advice}`, crashed: [], last: observationOf(last) }
}

/** The first step at which two runs of one plan differ, in words. */
export function firstDivergence(one: LifeRecord, other: LifeRecord): string | undefined {
  const steps = Math.max(one.steps.length, other.steps.length)
  for (let at = 0; at < steps; at++) {
    const a = describe(one, at)
    const b = describe(other, at)
    if (a !== b) return `first at step ${at + 1}: ${a} or ${b}`
  }
  const results = [one, other].map((record) => JSON.stringify([record.recorder.at(), record.value ?? null, record.outcome.kind]))
  if (results[0] !== results[1]) return 'first in what its clients saw'
  return one.disk.freeze().hash === other.disk.freeze().hash ? undefined : 'first in what it wrote'
}

function describe(record: LifeRecord, at: number): string {
  const step = record.steps[at]
  if (step === undefined) return 'the end'
  const { operation, error, result } = step
  const { code } = (error ?? {}) as { code?: unknown }
  const outcome = error !== undefined ? ` (${typeof code === 'string' ? code : 'error'})` : typeof result === 'number' ? ` (${result})` : ''
  return `${operation.label}${outcome}`
}

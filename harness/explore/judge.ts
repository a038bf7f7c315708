import type { Verdict } from '../check/verdict.ts'
import type { DiskOptions } from '../disk/image.ts'
import { describeError } from '../check/recorder.ts'
import { livesOf, type CrashedLife } from './lineage.ts'
import type { Observation } from './observation.ts'
import type { Search } from './search.ts'

/** Something that broke, with all that led to it. */
export interface Violation {
  readonly verdict: Extract<Verdict, 'violated' | 'stuck' | 'failed'>
  readonly invariant: string
  readonly states: string
  readonly sentence: string
  readonly crashed: readonly CrashedLife[]
  readonly last: Observation
  /** The order of the last life; default: run-on. */
  readonly lastOrder?: 'run-on' | 'oldest-first'
}

export interface SweepOptions {
  /** Only on these disks. Default: all of the search. */
  readonly disks?: readonly DiskOptions[]
  /** Look for this invariant alone (minimising). */
  readonly only?: { readonly verdict: Violation['verdict']; readonly invariant: string }
  /** Only branches off this recording, stopped once: no clients that live on, no recoveries that are crashed themselves. */
  readonly branchesOfOneCrash?: boolean
  readonly cancelled?: () => boolean
  /** Called at every crash point: the search is alive. */
  readonly onPoint?: () => void
}

export function matches(violation: Violation, { only }: SweepOptions): boolean {
  return only === undefined || (only.verdict === violation.verdict && only.invariant === violation.invariant)
}

/** The verdict on one branch: the crashed lives and the one that ran to its end. */
export function judge(search: Pick<Search, 'subject' | 'counts' | 'lookedAt' | 'read'>, crashed: readonly CrashedLife[], last: Observation): Violation | undefined {
  const broken = brokenLife(crashed, last)
  if (broken !== undefined || last.number === 1) return broken
  const { scenario, input } = search.subject
  const lives = livesOf(crashed, last, (what) => {
    search.lookedAt.add(what)
    if (what === 'image') search.read.addAll()
  })
  for (const invariant of scenario.invariants) {
    search.counts.checks++
    const { name: invariantName, states } = invariant
    const broken = (how: string): Violation => ({ verdict: 'failed', invariant: invariantName, states, sentence: `the invariant ${JSON.stringify(invariantName)} ${how}`, crashed, last })
    try {
      const sentence: unknown = invariant.check({ input, lives })
      if (sentence === undefined || sentence === null) continue
      if (typeof sentence === 'string') return { verdict: 'violated', invariant: invariantName, states, sentence, crashed, last }
      return broken(`returned ${sentence instanceof Promise ? 'a promise' : String(JSON.stringify(sentence))}; it returns a sentence that says what was lost, or nothing`)
    } catch (error) {
      const { name, message } = describeError(error)
      return broken(`itself threw ${name}: ${message}`)
    }
  }
  return undefined
}

/** A life that did not come to its end. */
export function brokenLife(crashed: readonly CrashedLife[], last: Observation): Violation | undefined {
  const { outcome, number } = last
  const life = number === 1 ? 'the workload' : `the recovery in life ${number}`
  if (outcome.kind === 'stuck') {
    return { verdict: 'stuck', invariant: 'comes to rest', states: 'Every life comes to rest.', sentence: `${life} is stuck: ${outcome.reason}`, crashed, last }
  }
  if (outcome.kind === 'failed') {
    const { name, message } = describeError(outcome.error)
    const where = outcome.process === undefined ? life : `process ${outcome.process} in life ${number}`
    return { verdict: 'failed', invariant: 'keeps its contract', states: 'Code under test throws only what its contract allows.', sentence: `${where} threw ${name}: ${message}`, crashed, last }
  }
  return undefined
}

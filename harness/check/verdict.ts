import type { Fit, Plan } from './plan.ts'

export type Verdict = 'held' | 'violated' | 'stuck' | 'failed' | 'not exercised' | 'not applicable' | 'incomplete'

/** What a search over one scenario on one implementation found. Plain JSON. */
export interface ScenarioResult {
  readonly scenario: string
  readonly suite: string
  readonly title: string
  readonly implementation: string
  readonly verdict: Verdict
  /** Why, in one sentence, where the verdict is not *held*. */
  readonly reason?: string
  readonly counts: Counts
  /** Of the plans of a default search, those that were left out because the others had taken enough steps. Absent: none. */
  readonly plansLeftOut?: number
  /** Probe → how many runs reached it. A declared probe that none reached stands with 0. */
  readonly probes: Readonly<Record<string, number>>
  /** Fault → how often it fired. */
  readonly faults: Readonly<Record<string, number>>
  readonly profiles: readonly string[]
  readonly finding?: Finding
  /** 16 hexadecimal digits over all runs: equal on every machine for equal options. Absent where a budget cut the search. */
  readonly hash?: string
}

export interface Counts {
  /** Lives recorded: one per (input, schedule). */
  readonly runs: number
  readonly steps: number
  /** Moments at which the whole computer was stopped. */
  readonly crashPoints: number
  /** Moments of long lives that were not looked at: an even sample was. */
  readonly crashPointsLeftOut: number
  /** Crash states looked at: (crash point, image), remembered ones included. */
  readonly crashStates: number
  /** Crash states in which recovery was really run. */
  readonly recoveries: number
  /** Evaluations of invariants. */
  readonly checks: number
}

/** An operation, and where in the code it was issued. */
export interface Place {
  readonly label: string
  readonly where?: string
}

/** The smallest way found to break something. */
export interface Finding {
  readonly verdict: 'violated' | 'stuck' | 'failed'
  readonly invariant: string
  /** What the law says. */
  readonly states: string
  /** What happened instead, in one sentence. */
  readonly sentence: string
  readonly plan: Plan
  readonly fit: Fit
  /** The shortest history that shows it, one line per event. */
  readonly story: readonly string[]
  /** Where it can happen, by profile. */
  readonly profiles: Readonly<Record<string, boolean>>
  readonly foundBy: { readonly strategy: string; readonly run: number; readonly seed: string }
  /** The operations whose survival decides it, with the place in the code that issued them. */
  readonly decisive: readonly { readonly label: string; readonly what: string; readonly where?: string }[]
  /** Orders of operations that decide it: turned round, each of them heals it. */
  readonly because?: readonly { readonly before: Place; readonly after: Place }[]
  /** What was tried to mend it. Absent where nothing was: no power cut, several crashes, or a fault that no fsync withstands. */
  readonly mended?: { readonly by: string; readonly after: string; readonly where: string } | 'no single fsync'
  /** 12 hexadecimal digits over scenario, invariant and the shape of the plan: equal findings have equal ones. */
  readonly fingerprint: string
}

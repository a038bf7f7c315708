import type { SyncReport } from '../audit/host-mutant.ts'
import type { Plan } from '../check/plan.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import type { KeptReplay } from '../explore/replay-kept.ts'
import type { Replayed } from '../explore/replay.ts'
import type { CatalogueDescription, CatalogueRequest, NamedImplementation, NamedScenario } from './catalogue.ts'

/** What crosses between the main thread and a worker: data, never functions. A worker answers one request at a time. */
export type Request = DescribeRequest | ExploreRequest | ReplayRequest | ReplayKeptRequest

export interface DescribeRequest {
  readonly kind: 'describe'
}

export interface ExploreRequest {
  readonly kind: 'explore'
  readonly scenario: NamedScenario
  readonly implementation: NamedImplementation
  readonly suite: string
  readonly seed: string
  readonly runs: number
  readonly profiles: readonly string[]
  /** Groups of plans: the first one, and how many. */
  readonly first: number
  readonly count: number
}

export interface ReplayRequest {
  readonly kind: 'replay'
  readonly scenario: NamedScenario
  readonly implementation: NamedImplementation
  readonly plan: Plan
}

/** A kept repro on the implementation under test. */
export interface ReplayKeptRequest {
  readonly kind: 'replay kept'
  readonly scenario: NamedScenario
  readonly implementation: NamedImplementation
  readonly plan: Plan
  /** Of the repro. */
  readonly name: string
}

export interface Progress {
  readonly runs: number
  readonly crashStates: number
  readonly plan: Plan
}

export type Answer =
  | { readonly kind: 'described'; readonly description: CatalogueDescription }
  /** `syncs`: what the implementation came to, where its host noted that. */
  | { readonly kind: 'explored'; readonly result: ScenarioResult; readonly syncs?: SyncReport }
  | { readonly kind: 'replayed'; readonly replayed: Replayed }
  | { readonly kind: 'replayed kept'; readonly kept: KeptReplay }
  /** Bad input of the user's, in a sentence. */
  | { readonly kind: 'unusable'; readonly message: string }
  /** The harness itself threw. */
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string }

export type FromWorker = Answer | ({ readonly kind: 'progress' } & Progress)

/** What every worker is started with. */
export interface WorkerStart extends CatalogueRequest {
  /** 32-bit numbers, by `SIGNAL`. */
  readonly signals: SharedArrayBuffer
}

/**
 * `cancel`: other than 0 asks the search that runs now to end. `pulse`: the worker counts on at every crash point; a plan may take long, but not stand still. `runs`,
 * `crashStates`: what the search has done so far. A message of progress comes for each plan and now and then, for one at every crash point would take longer than the search.
 */
export const SIGNAL = { cancel: 0, pulse: 1, runs: 2, crashStates: 3 } as const
export const SIGNAL_BYTES: number = 4 * Object.keys(SIGNAL).length

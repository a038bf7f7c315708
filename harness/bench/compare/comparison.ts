import type { Drift } from '../statistics/drift.ts'
import type { SyncCall } from '../metered-host.ts'
import { losesMore, worsened, type Changed } from './exact.ts'
import type { Timing } from './timings.ts'

/** What `powercut compare` and `powercut bench --against` find. */
export interface Comparison {
  readonly version: 1
  readonly kind: 'powercut compare'
  readonly powercut: string
  readonly base: string
  readonly head: string
  readonly seed: string
  readonly margin: number
  readonly interrupted: boolean
  readonly rows: readonly ComparedRow[]
  /** Why timings were not compared; undefined: they were. */
  readonly timingsRefused?: string
  /** Of the base's rounds, where both sides ran in one job. */
  readonly drift?: Drift
  /** Rows that only one side has. */
  readonly unmatched: readonly string[]
}

export interface ComparedRow {
  /** What was compared, in words. */
  readonly title: string
  readonly contender: string
  readonly policy: string
  readonly call: SyncCall
  /** Absent: of the simulated computer alone. */
  readonly streams?: number
  readonly timing?: Timing
  /** A first sample looked slower: the timing is that of a second, larger one. */
  readonly measuredAgain?: boolean
  readonly changed: readonly Changed[]
}

export type RowVerdict = 'worse' | 'better' | 'same' | 'not compared'

/** A faster row that loses more is worse. */
export function verdictOf({ timing, changed }: ComparedRow): RowVerdict {
  if (losesMore(changed) || worsened(changed).length > 0 || timing?.verdict === 'slower') return 'worse'
  if (timing?.verdict === 'faster' || changed.length > 0) return 'better'
  return timing?.verdict === 'too few rounds' ? 'not compared' : 'same'
}

/** A trend of the machine is worth a word from here on. */
export const DRIFT_SHARE = 0.05
export const DRIFT_SIGNIFICANCE = 0.01

export function drifted({ share, p }: Drift): boolean {
  return Math.abs(share) > DRIFT_SHARE && p < DRIFT_SIGNIFICANCE
}

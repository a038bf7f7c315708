import type { Finding } from './verdict.ts'
import type { Plan } from './plan.ts'

/** A plan in a file, with what it shows. Written as `NAME.repro.json`. Nothing in it is ever imported or run. */
export interface Repro {
  readonly version: 1
  readonly kind: 'powercut repro'
  readonly scenario: string
  /** The implementation that violates, by name. */
  readonly implementation: string
  readonly verdict: 'violated' | 'stuck' | 'failed'
  readonly invariant: string
  /** The explaining sentence. */
  readonly sentence: string
  readonly fingerprint: string
  readonly plan: Plan
}

export function reproOf(finding: Finding, scenario: string, implementation: string): Repro {
  return {
    version: 1,
    kind: 'powercut repro',
    scenario,
    implementation,
    verdict: finding.verdict,
    invariant: finding.invariant,
    sentence: finding.sentence,
    fingerprint: finding.fingerprint,
    plan: finding.plan,
  }
}

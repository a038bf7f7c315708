import type { Implementation } from '../../harness/check/implementation.ts'

/** An implementation with exactly one historical mistake: the proof that a suite can fail. */
export interface Defect<Ops = object> {
  readonly implementation: Implementation<Ops>
  /** The id of the suite that it is run under. */
  readonly suite: string
  /** The mistake, as a sentence. */
  readonly mistake: string
  /** Where it was made. */
  readonly origin: readonly string[]
  /** Ids of the scenarios that must catch it, each of them. */
  readonly caughtBy: readonly string[]
  /** Where its mistake needs no fault: the scenarios that it breaks on a computer on which nothing fails, and why. Default: none. */
  readonly withoutFault?: { readonly breaks: readonly string[]; readonly why: string }
}

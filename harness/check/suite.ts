import type { Contract, Implementation } from './implementation.ts'
import type { Scenario } from './scenario.ts'

/** All scenarios for one contract. It runs on any implementation; `reference` is the one that is gated when none is named. */
export interface Suite<Ops = object> {
  readonly id: string
  readonly contract: Contract
  readonly scenarios: readonly Scenario<Ops>[]
  readonly reference: Implementation<Ops>
  /** More implementations of the house that must fulfil the contract: gated beside the reference. */
  readonly others?: readonly Implementation[]
}

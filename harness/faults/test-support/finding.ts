import { expect } from 'vitest'
import type { Implementation } from '../../check/implementation.ts'
import type { PlannedFault } from '../../check/plan.ts'
import type { Scenario } from '../../check/scenario.ts'
import { explore } from '../../explore/explore.ts'
import { replay } from '../../explore/replay.ts'

const OPTIONS = { seed: 'test', runs: 48, profiles: ['ext4', 'xfs'], suite: 'ledger' } as const

/** The search finds no violation, and fired the fault at least so often. */
export async function expectHeld(scenario: Scenario, implementation: Implementation, fault: string, least: number): Promise<void> {
  const result = await explore(scenario, implementation, OPTIONS)
  expect(result).toMatchObject({ verdict: 'held' })
  expect(result.faults[fault]).toBeGreaterThanOrEqual(least)
}

/** The search finds a violation that needs exactly one fault; its plan shows it again, twice the same, and nothing without the fault. Returns that fault. */
export async function expectFound(scenario: Scenario, implementation: Implementation, invariant: string): Promise<PlannedFault> {
  const result = await explore(scenario, implementation, OPTIONS)
  expect(result).toMatchObject({ verdict: 'violated', finding: { invariant, fit: 'exact' } })
  const { plan, sentence } = result.finding!
  expect(plan.lives.map(({ faults }) => faults.length)).toEqual([1, ...plan.lives.slice(1).map(() => 0)])
  const first = await replay(plan, scenario, implementation)
  expect(first).toMatchObject({ verdict: 'violated', fit: 'exact', sentence })
  expect((await replay(plan, scenario, implementation)).hash).toBe(first.hash)
  const healthy = { ...plan, lives: plan.lives.map((life) => ({ ...life, faults: [] })) }
  expect((await replay(healthy, scenario, implementation)).verdict).toBe('held')
  return plan.lives[0]!.faults[0]!
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonCopy } from '../../harness/check/json.ts'
import { DEFAULT_RUNS, GROUP_SIZE } from '../../harness/explore/budget.ts'
import { inputOf } from '../../harness/explore/input.ts'
import { LONG_EVENTS } from '../conversation/arbitrary.ts'
import { journalSuite } from './suite.ts'

const { contract, scenarios, reference } = journalSuite

test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s belongs to the suite and needs only what the contract knows', (id, scenario) => {
  expect(id.startsWith('journal/')).toBe(true)
  expect(Object.keys(contract.capabilities)).toEqual(expect.arrayContaining([...(scenario.needs ?? [])]))
  expect(scenario.faults.some(({ name }) => name === 'processDeath' || name === 'powerCut')).toBe(true)
  expect(scenario.covers?.length).toBeGreaterThan(0)
  for (const invariant of scenario.covers ?? []) expect(invariant).toMatch(/^I([1-9]|1[0-9]|20)$/)
})

test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('every input of %s is JSON and shrinks from its value', (_, { input }) => {
  for (const sample of fc.sample(input, { numRuns: 100, seed: 9 })) {
    expect(jsonCopy(sample)).toEqual(sample)
    expect(input.canShrinkWithoutContext(jsonCopy(sample))).toBe(true)
  }
})

test('the reference states every capability of the contract', () => {
  expect([...reference.capabilities].sort()).toEqual(Object.keys(contract.capabilities).sort())
})

test('the default gate feeds a conversation of hundreds of events', () => {
  const eventCounts = scenarios.flatMap((scenario) =>
    Array.from({ length: DEFAULT_RUNS / GROUP_SIZE }, (_, group) => (inputOf(scenario, 'powercut', group) as { events?: readonly unknown[] }).events?.length ?? 0),
  )
  expect(eventCounts.filter((count) => count >= LONG_EVENTS.minimum).length).toBeGreaterThanOrEqual(1)
})

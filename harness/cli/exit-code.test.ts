import { expect, test } from 'vitest'
import type { ScenarioResult, Verdict } from '../check/verdict.ts'
import { FAILING, gateCode, worst } from './exit-code.ts'

const results = (...verdicts: Verdict[]): ScenarioResult[] => verdicts.map((verdict) => ({ verdict }) as ScenarioResult)

test.each<[Verdict[], number]>([
  [['held'], 0],
  [['held', 'not applicable'], 0],
  [['violated'], 1],
  [['stuck'], 1],
  [['failed'], 1],
  [['not exercised'], 4],
  [['incomplete'], 4],
  [['held', 'incomplete', 'violated', 'not exercised'], 1],
  [['not applicable', 'not applicable'], 4],
])('%j gives %i', (verdicts, code) => {
  expect(gateCode(results(...verdicts), FAILING)).toBe(code)
})

test('--fail-on narrows what gives a code', () => {
  expect(gateCode(results('stuck', 'incomplete'), ['violated'])).toBe(0)
  expect(gateCode(results('stuck', 'not exercised'), ['not-exercised'])).toBe(4)
  expect(gateCode(results('violated', 'incomplete'), ['violated'])).toBe(1)
  expect(gateCode(results('not applicable'), ['violated'])).toBe(0)
})

test('the worst wins: interrupted, 3, 1, 4, 0', () => {
  expect(worst([0, 4, 1, 3])).toBe(3)
  expect(worst([0, 4, 1])).toBe(1)
  expect(worst([4, 0])).toBe(4)
  expect(worst([3, 130])).toBe(130)
  expect(worst([])).toBe(0)
})

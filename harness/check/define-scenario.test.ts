import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from './define-scenario.ts'
import type { ScenarioDefinition } from './scenario.ts'

const good: ScenarioDefinition<object, unknown, null> = {
  id: 'suite/a-name',
  title: 'a title',
  origin: [],
  input: fc.array(fc.nat(9)),
  faults: [],
  workload: async () => {},
  recover: async () => null,
  invariants: [{ name: 'law', states: 'A law.', check: () => undefined }],
}

test('a good definition is returned as it is', () => expect(scenario(good)).toBe(good))

test.each([
  ['a malformed id', { id: 'Not Good' }, /lower-case letters/],
  ['no invariant', { invariants: [] }, /at least one invariant/],
  ['two invariants of one name', { invariants: [good.invariants[0]!, good.invariants[0]!] }, /"law"/],
  ['no arbitrary', { input: undefined as never }, /fast-check arbitrary/],
  ['inputs that are not JSON', { input: fc.constant(undefined) }, /JSON values/],
  ['inputs that cannot shrink without context', { input: fc.nat().map((value) => `n${value}`) }, /unmapper/],
])('%s is refused in one sentence that names the scenario', (_what, change, message) => {
  expect(() => scenario({ ...good, ...change })).toThrow(message)
  expect(() => scenario({ ...good, ...change })).toThrow(/^scenario "/)
})

import { expect, test } from 'vitest'
import { alwaysSyncs, checkedSync, checkedWrite, mustSync, type SyncPolicy, type WritePolicy } from './policy.ts'

test.each<SyncPolicy>([{}, { everyRecords: 1 }, { everyMs: 0.5, terminal: false }, { everyRecords: 100, everyMs: 3000, terminal: true }])('%j is accepted', (policy) => {
  expect(checkedSync(policy)).toBe(policy)
})

test.each([
  [{ everyRecords: 0 }, 'sync.everyRecords is 0; it takes a whole number from 1'],
  [{ everyRecords: 1.5 }, 'sync.everyRecords is 1.5'],
  [{ everyMs: 0 }, 'sync.everyMs is 0; it takes milliseconds above 0'],
  [{ everyMs: Number.NaN }, 'sync.everyMs is NaN'],
  [{ everyMs: 1e12 }, 'sync.everyMs is 1000000000000'],
  [{ terminal: 'yes' }, 'sync.terminal is yes; it takes true or false'],
  [{ eager: true }, 'sync has the condition "eager"; it takes everyRecords, everyMs, terminal'],
])('%j is refused', (policy, message) => {
  expect(() => checkedSync(policy as SyncPolicy)).toThrow(message)
  expect(() => checkedSync(policy as SyncPolicy)).toThrow(expect.objectContaining({ refused: true }))
})

test.each([
  [{ everyRecords: 1 }, 1, false, true],
  [{ everyRecords: 3 }, 2, false, false],
  [{ everyRecords: 3 }, 3, false, true],
  [{ everyMs: 10 }, 1000, true, false],
  [{ terminal: true }, 1, true, true],
  [{ terminal: true }, 1000, false, false],
  [{}, 1000, true, false],
] as const)('%j with %i at risk, terminal %s', (policy, atRisk, terminal, expected) => {
  expect(alwaysSyncs(policy, terminal) || mustSync(policy, atRisk)).toBe(expected)
})

test.each<WritePolicy>([{ everyRecords: 1 }, { everyMs: 20 }, { everyRecords: 100, everyMs: 3000 }])('writing %j is accepted', (policy) => {
  expect(checkedWrite(policy)).toBe(policy)
})

test.each([
  [{}, 'write has no condition; it takes everyRecords, everyMs or both'],
  [{ everyRecords: 0 }, 'write.everyRecords is 0; it takes a whole number from 1'],
  [{ terminal: true }, 'write has the condition "terminal"; it takes everyRecords, everyMs'],
  [null, 'write is null; it takes an object'],
])('writing %j is refused', (policy, message) => {
  expect(() => checkedWrite(policy as WritePolicy)).toThrow(message)
})

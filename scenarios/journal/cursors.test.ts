import { expect, test } from 'vitest'
import type { Json } from '../../harness/check/json.ts'
import type { RecordId, ReplayResult } from './contract.ts'
import { cursorsAreSound } from './cursors.ts'
import { a, idOf, life } from './test-support/lives.ts'

const one = idOf([1, 1])
const two = idOf([1, 2])
const four = idOf([1, 4])
const records = [a(1), a(2)]
const ok = (found: readonly Json[], ids: readonly RecordId[]): ReplayResult => ({ status: 'ok', records: found, ids })

function check(after: RecordId, result: ReplayResult, there: { readonly records: readonly Json[]; readonly ids: readonly RecordId[] } = { records, ids: [one, two] }): string | undefined {
  return cursorsAreSound.check({ input: null, lives: [life(2, [], null, { ...there, replays: [{ after, result }] })] as never })
}

test('exactly what follows is an answer', () => {
  expect(check(one, ok([a(2)], [two]))).toBeUndefined()
  expect(check(two, ok([], []))).toBeUndefined()
})

test.each<[string, ReplayResult, string]>([
  ['nothing in place of a record', ok([], []), 'a client at 1.1 got nothing where a #2 (token {"text":"x"}) follows in life 2'],
  ['the record of the cursor once more', ok([a(1), a(2)], [one, two]), 'a client at 1.1 got a #1 (token {"text":"x"}) where a #2 (token {"text":"x"}) follows in life 2'],
  ['a record that does not follow', ok([a(2), a(3)], [two, idOf([1, 3])]), 'a client at 1.1 got a #3 (token {"text":"x"}) where nothing follows in life 2'],
  ['the right record under another id', ok([a(2)], [idOf([1, 3])]), 'a client at 1.1 got a #2 (token {"text":"x"}) where a #2 (token {"text":"x"}) follows in life 2'],
  ['a refusal without a reason', { status: 'lost' }, 'a client at 1.1 was refused as lost, although its record and all after it are there in life 2'],
])('%s is not', (_, result, sentence) => {
  expect(check(one, result)).toBe(sentence)
})

test('a client whose record is lost is refused, never moved', () => {
  expect(check(four, { status: 'lost' })).toBeUndefined()
  expect(check(four, { status: 'ahead' })).toBeUndefined()
  expect(check(four, ok([a(2)], [two]))).toBe('a client at 1.4 whose record is lost got a #2 in place of a refusal in life 2')
  expect(check(four, ok([], []))).toBe('a client at 1.4 whose record is lost got nothing in place of a refusal in life 2')
})

test('a client behind which records are missing may be refused; one that is beyond them may not', () => {
  const there = { records: [a(1), a(2), a(4)], ids: [one, two, four] }
  expect(check(one, { status: 'damaged' }, there)).toBeUndefined()
  expect(check(four, { status: 'damaged' }, there)).toBe('a client at 1.4 was refused as damaged, although its record and all after it are there in life 2')
})

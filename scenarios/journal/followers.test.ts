import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../harness/check/history.ts'
import type { Json } from '../../harness/check/json.ts'
import { followed, followersMissNothing, seenWithin } from './followers.ts'
import { a, append, at, call, idOf, life, read, two } from './test-support/lives.ts'

const ids = [idOf([1, 1]), idOf([1, 2]), idOf([1, 3])]
const observed = { records: [a(1), a(2), a(3)], ids }

function looks(records: readonly Json[]): HistoryEntry {
  return { ...read(records, { ids: ids.slice(0, records.length) }), process: 'reader' }
}

function replays(after: number, records: readonly Json[]): HistoryEntry {
  return { ...call('replay', { arguments: [ids[after - 1] as unknown as Json], result: { status: 'ok', records, ids: ids.slice(after, after + records.length) } as unknown as Json }), process: 'reader' }
}

const refused: HistoryEntry = { ...call('replay', { arguments: [ids[0] as unknown as Json], result: { status: 'lost' } }), process: 'reader' }

function check(history: readonly HistoryEntry[]): string | undefined {
  return followersMissNothing.check({ input: null, lives: two(history, 'power cut', observed) })
}

test('a client that gets every record on its way misses nothing', () => {
  expect(check([looks([a(1)]), replays(1, [a(2), a(3)]), replays(3, [])])).toBeUndefined()
})

test('one that goes on behind a record that it never got misses it', () => {
  const sentence = 'a client that follows the run has gone on from 1.2 and never gets a #2 (token {"text":"x"}), whose id is 1.2'
  expect(check([looks([a(1)]), replays(1, [{ synthetic: true }]), replays(2, [])])).toBe(sentence)
})

test('one that was refused, or looks at all once more, begins anew', () => {
  expect(check([looks([a(1), { synthetic: true }]), refused])).toBeUndefined()
  expect(check([looks([a(1), { synthetic: true }]), looks([a(1)]), replays(1, [a(2)])])).toBeUndefined()
  expect(followed([looks([a(1)]), refused])).toEqual({ seen: new Map(), cursor: undefined, passed: undefined })
})

test('it goes on from the last id that it was given', () => {
  expect(followed([looks([a(1)])]).cursor).toEqual(ids[0])
  expect(followed([looks([a(1)]), replays(1, [a(2)])]).cursor).toEqual(ids[1])
  expect(followed([looks([a(1)]), replays(1, [])]).cursor).toEqual(ids[0])
})

test('a read that is late enough sees a record, an earlier one need not', () => {
  const after = (ms: number, records: readonly Json[]): string | undefined => seenWithin(50).check({ input: null, lives: [life(1, [at(10, append(a(1))), at(ms, read(records))], null)] })
  expect(after(60, [])).toBeUndefined()
  expect(after(61, [])).toBe('a #1 (token {"text":"x"}) is not in a read of server 51 ms after it was acknowledged in life 1; 50 ms were promised')
  expect(after(61, [a(1)])).toBeUndefined()
})

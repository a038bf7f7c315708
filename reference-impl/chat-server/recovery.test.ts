import { expect, test } from 'vitest'
import { grew, isFinal, next, type Look, type Recovery } from './recovery.ts'

const young = (): boolean => false
const old = (): boolean => true
const seen = (records: number, generation = 1) => ({ records, generation, sequence: records + 1 })
const look = (state: Look['state'], records = 0, more: Partial<Look> = {}): Look => ({ state, seen: records === 0 ? undefined : seen(records), gaps: false, end: undefined, ...more })
const done: Partial<Look> = { end: { event: 'done', payload: {} } }
const error: Partial<Look> = { end: { event: 'apperror', payload: { message: 'no credit' } } }
const cancel: Partial<Look> = { end: { event: 'cancel', payload: {} } }
const interrupted: Recovery = { state: 'interrupted' }
const pending: Recovery = { state: 'pending' }
const partial = (records: number): Recovery => ({ state: 'partial', seen: seen(records) })
const recovered: Recovery = { state: 'recovered' }
const ended = (found: boolean): Recovery => ({ state: 'ended', found })

test.each<[string, Recovery, Look, () => boolean, Recovery]>([
  ['interrupted, no journal', interrupted, look('missing'), young, pending],
  ['interrupted, an empty journal', interrupted, look('empty'), young, pending],
  ['interrupted, nothing visible', interrupted, look('nothing visible'), young, pending],
  ['interrupted, a prefix', interrupted, look('visible', 2), young, partial(2)],
  ['interrupted, all of it', interrupted, look('sealed', 2, done), young, { state: 'completed' }],
  ['interrupted, ended without a word', interrupted, look('sealed', 0, done), young, { state: 'completed' }],
  ['interrupted, an error', interrupted, look('sealed', 2, error), young, { state: 'failed', message: 'no credit' }],
  ['interrupted, stopped', interrupted, look('sealed', 2, cancel), young, { state: 'stopped' }],
  ['interrupted, too old', interrupted, look('missing'), old, ended(false)],

  ['pending, no journal', pending, look('missing'), young, pending],
  ['pending, an empty journal', pending, look('empty'), young, pending],
  ['pending, nothing visible', pending, look('nothing visible'), young, pending],
  ['pending, a prefix', pending, look('visible', 1), young, partial(1)],
  ['pending, all of it', pending, look('sealed', 3, done), young, recovered],
  ['pending, ended without a word', pending, look('sealed', 0, done), young, recovered],
  ['pending, an error', pending, look('sealed', 0, error), young, { state: 'failed', message: 'no credit' }],
  ['pending, stopped', pending, look('sealed', 1, cancel), young, { state: 'stopped' }],
  ['pending, too old and nothing', pending, look('missing'), old, ended(false)],
  ['pending, too old, but the last look shows something', pending, look('visible', 1), old, ended(true)],
  ['pending, too old, but the last look shows the end', pending, look('sealed', 1, done), old, recovered],

  ['partial, the same', partial(2), look('visible', 2), young, partial(2)],
  ['partial, more', partial(2), look('visible', 3), young, partial(3)],
  ['partial, all of it', partial(2), look('sealed', 3, done), young, recovered],
  ['partial, nothing but the end', partial(2), look('sealed', 2, done), young, recovered],
  ['partial, an error', partial(2), look('sealed', 2, error), young, { state: 'failed', message: 'no credit' }],
  ['partial, an old view with less', partial(2), look('visible', 1), young, partial(2)],
  ['partial, an old view without the journal', partial(2), look('missing'), young, partial(2)],
  ['partial, a seal over less than was shown', partial(2), look('sealed', 1, done), young, partial(2)],
  ['partial, a seal over a gap', partial(2), look('sealed', 3, { ...done, gaps: true }), young, partial(3)],
  ['partial, too old', partial(2), look('visible', 2), old, ended(true)],
  ['partial, too old and gone', partial(2), look('missing'), old, ended(true)],
  ['partial, too old over a gap', partial(2), look('sealed', 2, { ...done, gaps: true }), old, ended(true)],
  ['a seal whose end is lost', pending, look('sealed', 1), young, partial(1)],

  ['completed stays', { state: 'completed' }, look('visible', 9), old, { state: 'completed' }],
  ['recovered stays', recovered, look('visible', 9), old, recovered],
  ['failed stays', { state: 'failed', message: 'x' }, look('sealed', 9, done), old, { state: 'failed', message: 'x' }],
  ['stopped stays', { state: 'stopped' }, look('sealed', 9, done), young, { state: 'stopped' }],
  ['ended stays', ended(false), look('sealed', 9, done), young, ended(false)],
])('%s', (_, from, shown, tooOld, to) => {
  expect(next(from, shown, tooOld)).toEqual(to)
})

test('a thousand looks at a journal that shows nothing lead nowhere', () => {
  for (const state of ['missing', 'empty', 'nothing visible'] as const) {
    let recovery: Recovery = interrupted
    for (let count = 0; count < 1_000; count++) recovery = next(recovery, look(state), young)
    expect(recovery).toEqual(pending)
  }
})

test('the age is asked for only where nothing else decides', () => {
  const never = (): boolean => {
    throw new Error('asked')
  }
  expect(next(partial(1), look('sealed', 2, done), never)).toEqual(recovered)
  expect(() => next(partial(1), look('visible', 2), never)).toThrow('asked')
})

test('growth is more records up to a later id', () => {
  expect(grew(pending, look('visible', 1))).toBe(true)
  expect(grew(pending, look('nothing visible'))).toBe(false)
  expect(grew(partial(2), look('visible', 2))).toBe(false)
  expect(grew(partial(2), look('visible', 3))).toBe(true)
  expect(grew({ state: 'partial', seen: seen(2, 5) }, look('visible', 3))).toBe(false)
})

test('what is final', () => {
  expect([interrupted, pending, partial(1)].map(isFinal)).toEqual([false, false, false])
  expect([recovered, ended(true), ended(false)].map(isFinal)).toEqual([true, true, true])
})

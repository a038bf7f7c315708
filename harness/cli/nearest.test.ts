import { expect, test } from 'vitest'
import { editDistance, listed, nearest, suggestion } from './nearest.ts'

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['same', 'same', 0],
  ['gaet', 'gate', 2],
])('the distance of %j and %j is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
})

test('a name without its suite is near to the one with it', () => {
  expect(nearest('prefix-in-order', ['journal/acknowledged-survives', 'journal/prefix-in-order'])).toBe('journal/prefix-in-order')
})

test('something else entirely is near to nothing, and the accepted names are listed', () => {
  expect(nearest('banana', ['gate', 'replay', 'list'])).toBeUndefined()
  expect(suggestion('banana', ['gate', 'replay', 'list'], 'ask for help')).toBe('accepted: gate, replay, list; ask for help')
  expect(suggestion('gat', ['gate', 'replay'], 'ask for help')).toBe('did you mean "gate"? Ask for help')
})

test('a long list is cut', () => {
  expect(listed(Array.from({ length: 23 }, (_, index) => `n${index}`))).toMatch(/n19 and 3 more$/)
  expect(listed([])).toBe('none')
  expect(listed(['reference', 'other', 'reference'])).toBe('reference, other')
})

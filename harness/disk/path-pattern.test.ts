import { expect, test } from 'vitest'
import { fitsPaths } from './path-pattern.ts'

test.each([
  ['/a/journal', '/a/journal', true],
  ['/a/journal', '*journal', true],
  ['/a/journal', '/a/*', true],
  ['/a/journal', '*/j*n*l', true],
  ['/a/journal', '/a/journal/*', false],
  ['/a/journal', 'journal', false],
  ['/aba', '/ab*ba', false],
  ['/abba', '/ab*ba', true],
  ['/a.b', '/a*b*b', false],
])('%s, pattern %s: %s', (path, pattern, fits) => expect(fitsPaths(path, [pattern])).toBe(fits))

test('no pattern fits all, also what has no path', () => {
  expect(fitsPaths(undefined, [])).toBe(true)
  expect(fitsPaths(undefined, ['*'])).toBe(false)
  expect(fitsPaths('/b', ['/a', '/b'])).toBe(true)
})

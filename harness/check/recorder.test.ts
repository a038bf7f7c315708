import { expect, test } from 'vitest'
import { isInjected, isRefused, Recorder } from './recorder.ts'
import { RefusedError } from './implementation.ts'

test('a history so far is a number of events: a call that had not ended by then is indeterminate', () => {
  const recorder = new Recorder()
  const first = recorder.call('main', 'server', 'append', ['a'], 1)
  const second = recorder.call('alice', 'server', 'append', ['b'], 2)
  recorder.end(second, 'refused', 3, undefined, new RefusedError('no'))
  recorder.end(first, 'acknowledged', 4, '{"seven":7}')
  expect([0, 1, 2, 3, 4].map((length) => recorder.at(length).map(({ outcome }) => outcome))).toEqual([
    [],
    ['indeterminate'],
    ['indeterminate', 'indeterminate'],
    ['indeterminate', 'refused'],
    ['acknowledged', 'refused'],
  ])
  expect(recorder.at(3)[0]).not.toHaveProperty('result')
  expect(recorder.at()[0]).toMatchObject({ id: 1, client: 'main', arguments: ['a'], result: { seven: 7 }, calledAtMs: 1, endedAtMs: 4 })
  expect(JSON.parse(recorder.pieces().join(''))).toEqual(recorder.at())
  expect(() => (recorder.at() as unknown[]).pop()).toThrow('Cannot delete property')
  expect(Object.isFrozen(recorder.at()[0]!.result)).toBe(true)
  expect(recorder.at()[1]!.error).toEqual({ name: 'RefusedError', message: 'no', injected: false })
})

test('an error that states an injected one as its cause was injected; a refusal says so itself', () => {
  const injected = Object.assign(new Error('EIO'), { injected: true })
  expect(isInjected(new Error('save failed', { cause: new Error('write failed', { cause: injected }) }))).toBe(true)
  expect(isInjected(new Error('save failed'))).toBe(false)
  expect(isRefused(new RefusedError('no'))).toBe(true)
  expect(isRefused(null)).toBe(false)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from './operation.ts'
import { Timers } from './timers.ts'

const timer = (id: number, due: number): Operation => ({ id, due }) as Operation

test('pops by due time, then by order of issue; filter keeps the order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (dues) => {
      const timers = new Timers()
      dues.forEach((due, id) => timers.push(timer(id, due)))
      const expected = dues.map((due, id) => ({ id, due })).sort((a, b) => a.due - b.due || a.id - b.id)
      expect(timers.list()).toEqual(expected)
      timers.filter(({ id }) => id % 2 === 0)
      const popped: Operation[] = []
      for (let next = timers.pop(); next !== undefined; next = timers.pop()) popped.push(next)
      expect(popped).toEqual(expected.filter(({ id }) => id % 2 === 0))
      expect(timers.size).toBe(0)
    }),
  )
})

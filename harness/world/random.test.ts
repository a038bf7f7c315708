import { describe, expect, test } from 'vitest'
import { randomStream } from './random.ts'

const draw = (name: string, count: number, seed = 'seed'): number[] => {
  const stream = randomStream(seed, name)
  return Array.from({ length: count }, () => stream.uint32())
}

test('a stream is decided by seed and name alone: known answers', () => {
  expect(draw('a', 3)).toEqual(draw('a', 3))
  expect(draw('a', 3)).toMatchInlineSnapshot(`
    [
      3761479415,
      3315094239,
      1311656579,
    ]
  `)
  expect(draw('a', 3)).not.toEqual(draw('b', 3))
  expect(draw('a', 3)).not.toEqual(draw('a', 3, 'other'))
})

test('a clone goes on as its original would, and neither shifts the other', () => {
  const stream = randomStream('seed', 'clone')
  stream.uint32()
  const clone = stream.clone()
  expect(Array.from({ length: 5 }, () => clone.uint32())).toEqual(Array.from({ length: 5 }, () => stream.uint32()))
})

describe('distribution', () => {
  test('integer is uniform: chi-square over 10 cells of 100,000 draws stays under the 99.99 % bound', () => {
    const stream = randomStream('seed', 'uniform')
    const cells = Array<number>(10).fill(0)
    for (let count = 0; count < 100_000; count++) cells[stream.integer(10)]!++
    const chiSquare = cells.reduce((total, cell) => total + (cell - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(33.7)
  })

  test('neighbouring names give unrelated streams: half of the bits differ', () => {
    let differing = 0
    for (let at = 0; at < 1_000; at++) {
      let bits = draw(`name/${at}`, 1)[0]! ^ draw(`name/${at + 1}`, 1)[0]!
      for (; bits !== 0; bits &= bits - 1) differing++
    }
    expect(differing / 32_000).toBeGreaterThan(0.48)
    expect(differing / 32_000).toBeLessThan(0.52)
  })

  test('shuffle gives each of the six orders of three items', () => {
    const stream = randomStream('seed', 'shuffle')
    const orders = new Map<string, number>()
    for (let count = 0; count < 6_000; count++) {
      const order = stream.shuffle(['a', 'b', 'c']).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).toBe(6)
    for (const count of orders.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })
})

test('uuid has the form of version 4; limits are checked', () => {
  expect(randomStream('seed', 'uuid').uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(() => randomStream('seed', 'x').integer(0)).toThrow(RangeError)
})

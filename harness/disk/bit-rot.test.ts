import { expect, test } from 'vitest'
import { randomStream } from '../world/random.ts'
import { drawRot, rotten } from './bit-rot.ts'
import { Disk } from './disk.ts'
import type { Image } from './image.ts'
import { OPEN } from './open-flags.ts'

function image(sizes: Readonly<Record<string, number>>): Image {
  const disk = new Disk()
  disk.mkdir('/d')
  for (const [path, size] of Object.entries(sizes)) disk.write(disk.open(path, OPEN.RDWR | OPEN.CREAT), new Uint8Array(size).fill(0b0101_0101), 0)
  return disk.freeze()
}

const content = (of: Image, path: string): Uint8Array => {
  const disk = new Disk(of)
  return disk.read(disk.open(path, OPEN.RDONLY), 100_000, 0)
}

test('bits are drawn evenly from all bytes of all files, one or more', () => {
  const stream = randomStream('rot', 'draw')
  const draws = Array.from({ length: 6_000 }, () => drawRot(image({ '/a': 3000, '/d/b': 6000, '/d/empty': 0 }), [], 3, stream))
  for (const count of [1, 2, 3]) expect(Math.abs(draws.filter(({ length }) => length === count).length / 6_000 - 1 / 3)).toBeLessThan(0.03)
  const bits = draws.flat()
  expect(Math.abs(bits.filter(({ path }) => path === '/a').length / bits.length - 1 / 3)).toBeLessThan(0.03)
  expect(new Set(bits.map(({ path }) => path))).toEqual(new Set(['/a', '/d/b']))
  for (let bit = 0; bit < 8; bit++) expect(Math.abs(bits.filter((drawn) => drawn.bit === bit).length / bits.length - 1 / 8)).toBeLessThan(0.02)
  const offsets = bits.filter(({ path }) => path === '/d/b').map(({ offset }) => offset)
  expect(Math.min(...offsets)).toBeLessThan(20)
  expect(Math.max(...offsets)).toBeLessThan(6_000)
  expect(Math.max(...offsets)).toBeGreaterThan(5_980)
  expect(Math.abs(offsets.filter((offset) => offset < 3_000).length / offsets.length - 0.5)).toBeLessThan(0.03)
})

test('only in the paths asked for; nothing where there is no byte', () => {
  const stream = randomStream('rot', 'paths')
  const source = image({ '/a': 10, '/d/b': 10 })
  expect(Array.from({ length: 50 }, () => drawRot(source, ['/d/*'], 2, stream)).flat().every(({ path }) => path === '/d/b')).toBe(true)
  expect(drawRot(source, ['/x'], 2, stream)).toEqual([])
})

test('just these bits change, in a new image', () => {
  const source = image({ '/a': 5000, '/d/b': 10 })
  const { image: damaged, missing } = rotten(source, [{ path: '/a', offset: 4097, bit: 0 }, { path: '/a', offset: 0, bit: 7 }, { path: '/gone', offset: 0, bit: 1 }, { path: '/d/b', offset: 10, bit: 1 }])
  expect(missing).toEqual(['/gone', '/d/b'])
  const changed = [...content(damaged, '/a')].flatMap((byte, offset) => (byte === 0b0101_0101 ? [] : [[offset, byte]]))
  expect(changed).toEqual([[0, 0b1101_0101], [4097, 0b0101_0100]])
  expect(content(damaged, '/d/b')).toEqual(content(source, '/d/b'))
  expect(content(source, '/a').every((byte) => byte === 0b0101_0101)).toBe(true)
  expect(damaged.hash).not.toBe(source.hash)
  expect(rotten(damaged, [{ path: '/a', offset: 4097, bit: 0 }, { path: '/a', offset: 0, bit: 7 }]).image.hash).toBe(source.hash)
})

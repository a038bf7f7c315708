import { expect, test } from 'vitest'
import { Medium } from './medium.ts'

const bytes = (length: number, byte: number): Buffer => Buffer.alloc(length, byte)

test('logs writes, flushes and marks in order, and only while it records', () => {
  const medium = new Medium(16384)
  medium.write(0, bytes(512, 1))
  medium.record()
  medium.mark(0)
  medium.write(512, bytes(512, 2))
  medium.flush()
  expect(medium.log.map(({ kind }) => kind)).toEqual(['mark', 'write', 'flush'])
  expect(medium.read(0, 1536)).toEqual(Buffer.concat([bytes(512, 1), bytes(512, 2), bytes(512, 0)]))
  expect(medium.read(16000, 1000)).toHaveLength(384)
})

test('a view is the beginning of the log, but for deviations; what is written into it is gone with it', () => {
  const medium = new Medium(16384)
  medium.write(0, bytes(4096, 9))
  medium.keep()
  medium.record()
  medium.write(100, bytes(1024, 1))
  medium.write(4000, bytes(5000, 2))
  medium.write(0, bytes(10, 3))
  const view = medium.view({ length: 2, deviations: [] })
  const whole = Buffer.concat([bytes(100, 9), bytes(1024, 1), bytes(2876, 9), bytes(5000, 2), bytes(7384, 0)])
  expect(view.read(0, 16384)).toEqual(whole)
  const torn = medium.view({ length: 2, deviations: [{ entry: 0, from: 0, to: 0 }, { entry: 1, from: 96, to: 4192 }] })
  view.write(0, bytes(16384, 7))
  expect(view.read(0, 16384)).toEqual(bytes(16384, 7))
  expect(medium.view({ length: 2, deviations: [] }).read(0, 16384)).toEqual(whole)
  expect(torn.read(0, 16384)).toEqual(Buffer.concat([bytes(4096, 9), bytes(4096, 2), bytes(8192, 0)]))
  medium.reset()
  expect(medium.read(0, 16384)).toEqual(Buffer.concat([bytes(4096, 9), bytes(12288, 0)]))
  expect(medium.log).toEqual([])
})

test('does not keep the buffer that it was given', () => {
  const medium = new Medium(8192)
  const buffer = bytes(4096, 1)
  medium.record()
  medium.write(0, buffer)
  buffer.fill(2)
  expect(medium.read(0, 4096)).toEqual(bytes(4096, 1))
  medium.view({ length: 1, deviations: [] }).write(0, bytes(10, 5))
  expect(medium.view({ length: 1, deviations: [] }).read(0, 4096)).toEqual(bytes(4096, 1))
})

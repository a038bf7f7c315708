import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from 'node:zlib'
import { checksumOf } from './checksum.ts'

test('known answer: that of every description of CRC-32', () => {
  expect(checksumOf(Buffer.from('123456789'), 0, 9, 0)).toBe(0xcbf43926)
})

test('it is that of the library, for every part of every length, and goes on where another one ended', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(600), fc.nat(600), (array, a, b) => {
      const bytes = Buffer.from(array)
      const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)]
      expect(checksumOf(bytes, from, to, crc32(bytes.subarray(0, from)))).toBe(crc32(bytes.subarray(0, to)))
    }),
  )
})

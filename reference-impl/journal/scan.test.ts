import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumSeed, encodeRecord, type EventId, type Json } from './record.ts'
import { scan } from './scan.ts'

const seed = checksumSeed('run-1')
const line = (sequence: number, record: Json = `text ${sequence} 你好`, generation = 1): Buffer => encodeRecord(seed, { generation, sequence, record })
const ids = (bytes: Buffer): string[] => scan(seed, bytes).records.map(({ generation, sequence }: EventId) => `${generation}.${sequence}`)
const three = [line(1), line(2), line(3)] as const
const all = Buffer.concat(three)
const [first, second] = three

test('nothing in, nothing out', () => {
  expect(scan(seed, Buffer.alloc(0))).toEqual({ records: [], damage: [], end: 0, newer: false })
})

test('intact records come in order, without damage', () => {
  expect(scan(seed, all)).toMatchObject({ damage: [], end: all.length, newer: false })
  expect(ids(all)).toEqual(['1.1', '1.2', '1.3'])
})

test('cut anywhere, also inside a character, exactly the whole records are left', () => {
  for (let cut = 0; cut <= all.length; cut++) {
    const whole = cut >= all.length ? 3 : cut >= first.length + second.length ? 2 : cut >= first.length ? 1 : 0
    const end = Buffer.concat(three.slice(0, whole)).length
    const found = scan(seed, all.subarray(0, cut))
    expect(found.records.length).toBe(whole)
    expect(found.end).toBe(end)
    expect(found.damage).toEqual(cut === end ? [] : [{ offset: end, length: cut - end }])
  }
})

test('any range of bytes overwritten costs only the records it touches', () => {
  const starts = [0, first.length, first.length + second.length, all.length]
  fc.assert(
    fc.property(fc.nat(all.length - 1), fc.integer({ min: 1, max: all.length }), fc.constantFrom(0x00, 0xdb, 0x0a, 0x7b), (from, length, byte) => {
      const bytes = Buffer.from(all)
      bytes.fill(byte, from, Math.min(all.length, from + length))
      const touched = (index: number): boolean => bytes.compare(all, starts[index], starts[index + 1], starts[index], starts[index + 1]) !== 0
      const untouched = [0, 1, 2].filter((index) => !touched(index)).map((index) => `1.${index + 1}`)
      expect(ids(bytes)).toEqual(untouched)
      expect(scan(seed, bytes).damage.length > 0).toBe(untouched.length < 3)
    }),
    { seed: 2, numRuns: 2000 },
  )
})

test('a tail of NUL costs nothing before it, and records behind it are found', () => {
  expect(ids(Buffer.concat([first, Buffer.alloc(4096)]))).toEqual(['1.1'])
  const bytes = Buffer.concat([first, Buffer.alloc(4096), line(3)])
  expect(ids(bytes)).toEqual(['1.1', '1.3'])
  expect(scan(seed, bytes).damage).toEqual([{ offset: first.length, length: 4096 }])
})

test('half a line glued to the next record costs only the half', () => {
  const bytes = Buffer.concat([first, second.subarray(0, 30), line(3)])
  expect(ids(bytes)).toEqual(['1.1', '1.3'])
})

test('text that looks like a line is not taken for one', () => {
  const inner = line(9).toString().trimEnd()
  const bytes = Buffer.concat([line(1, inner), line(2, JSON.parse(inner) as Json)])
  expect(ids(bytes)).toEqual(['1.1', '1.2'])
  expect(ids(bytes.subarray(0, bytes.length - 2))).toEqual(['1.1'])
})

test('rows out of order, repeated, or of a replaced owner are left out', () => {
  const bytes = Buffer.concat([line(1), line(2), line(2), line(1), line(1, 'new', 2), line(3, 'late', 1), line(2, 'new', 2)])
  expect(ids(bytes)).toEqual(['1.1', '1.2', '2.1', '2.2'])
  expect(scan(seed, bytes)).toMatchObject({ damage: [], end: bytes.length })
})

test('a record missing without a damaged byte is reported', () => {
  expect(scan(seed, Buffer.concat([line(1), line(3)])).damage).toEqual([{ offset: first.length, length: 0 }])
  expect(scan(seed, Buffer.concat([line(1), line(2, 'x', 2)])).damage).toEqual([{ offset: first.length, length: 0 }])
})

test('an intact line of a newer format is told apart from damage', () => {
  const covered = '"version":2,"whatever":true}'
  const checksum = crc32(covered, seed).toString(16).padStart(8, '0')
  const bytes = Buffer.concat([first, Buffer.from(`{"checksum":"${checksum}",${covered}\n`)])
  expect(scan(seed, bytes)).toMatchObject({ newer: true, damage: [], end: bytes.length })
})

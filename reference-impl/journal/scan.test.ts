import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumSeed, claimLine, markLine, type EventId, type Json, type RecordLine } from './record.ts'
import { Scanner, scan } from './scan.ts'
import { encodeRecord } from './test-support/lines.ts'

const seed = checksumSeed('run-1')
const line = (sequence: number, record: Json = `text ${sequence} 你好`, generation = 1, members: Partial<RecordLine> = {}): Buffer => encodeRecord(seed, { generation, sequence, record }, members)
const claim = (generation: number): Buffer => Buffer.from(claimLine(seed, generation))
const ids = (bytes: Buffer): string[] => scan(seed, bytes).records.map(({ generation, sequence }: EventId) => `${generation}.${sequence}`)
const three = [line(1), line(2), line(3)] as const
const all = Buffer.concat(three)
const [first, second] = three

test('nothing in, nothing out', () => {
  expect(scan(seed, Buffer.alloc(0))).toEqual({ records: [], damage: [], gaps: [], end: 0, generation: 0, sealed: false, proven: { generation: 0, sequence: 0 }, newer: false })
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
      // Newlines leave empty lines, which mean nothing.
      if (byte !== 0x0a) expect(scan(seed, bytes).damage.length > 0).toBe(untouched.length < 3)
    }),
    { seed: 2, numRuns: 2000 },
  )
})

test('a file that was scanned before, and has grown since by any pieces, gives what it gives as a whole', () => {
  const again = line(2, 'again', 1, { again: 2 })
  const parts = fc.constantFrom(claim(1), ...three, Buffer.from('\n'), Buffer.alloc(40), first.subarray(0, 30), claim(2), again, line(1, 'new', 2, { durable: 0 }))
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), fc.array(fc.nat(200), { maxLength: 20 }), (pieces, lengths) => {
      const bytes = Buffer.concat(pieces)
      const scanner = new Scanner(seed)
      let length = 0
      for (const more of [...lengths, bytes.length]) {
        length += more
        expect(scan(seed, bytes.subarray(0, length), scanner)).toEqual(scan(seed, bytes.subarray(0, length)))
      }
    }),
    { seed: 3, numRuns: 500 },
  )
})

test('a file that is shorter than it was, or another one, is scanned anew', () => {
  const scanner = new Scanner(seed)
  const damaged = Buffer.from(all)
  damaged[20]! ^= 1
  const shorter = all.subarray(0, all.length - 1)
  for (const bytes of [all, damaged, all, shorter, Buffer.concat([claim(1), all]), Buffer.alloc(0)]) expect(scan(seed, bytes, scanner)).toEqual(scan(seed, bytes))
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

test('records that are missing are named', () => {
  const id = (generation: number, sequence: number): EventId => ({ generation, sequence })
  expect(scan(seed, Buffer.concat([line(1), line(3)])).gaps).toEqual([{ after: id(1, 1), before: id(1, 3) }])
  expect(scan(seed, Buffer.concat([line(1), claim(2), line(2, 'x', 2)])).gaps).toEqual([{ after: id(2, 0), before: id(2, 2) }])
  expect(scan(seed, Buffer.concat([line(2)])).gaps).toEqual([{ after: id(1, 0), before: id(1, 2) }])
  expect(scan(seed, Buffer.concat([line(1), claim(2), claim(3), line(1, 'x', 3)])).gaps).toEqual([])
})

test('a claim ends the generations before it', () => {
  const bytes = Buffer.concat([claim(1), line(1), claim(2), line(2), line(1, 'new', 2)])
  expect(ids(bytes)).toEqual(['1.1', '2.1'])
  expect(scan(seed, bytes)).toMatchObject({ generation: 2, damage: [], gaps: [] })
  expect(ids(Buffer.concat([claim(2), claim(1), line(1)]))).toEqual([])
})

test('what was written again counts only where the first writing is damaged, in its place', () => {
  const again = (sequence: number): Buffer => line(sequence, `again ${sequence}`, 1, { again: 2 })
  const damaged = Buffer.from(second)
  damaged.fill(0, 3)
  const bytes = Buffer.concat([claim(1), first, damaged, line(3), Buffer.from('\n'), claim(2), again(2), again(3), line(1, 'new', 2)])
  expect(scan(seed, bytes).records.map(({ sequence, record }) => [sequence, record])).toEqual([[1, 'text 1 你好'], [2, 'again 2'], [3, 'text 3 你好'], [1, 'new']])
  expect(scan(seed, bytes).gaps).toEqual([])
})

test('what a replaced owner wrote again does not count', () => {
  expect(ids(Buffer.concat([claim(2), claim(3), line(2, 'again', 1, { again: 2 })]))).toEqual([])
})

test('what is proven to be on the medium: what a later line says was synced', () => {
  const proven = (...lines: Buffer[]): string => Object.values(scan(seed, Buffer.concat(lines)).proven).join('.')
  expect(proven(claim(1))).toBe('0.0')
  expect(proven(claim(1), line(1), line(2, 'x', 1, { durable: 1 }), line(3))).toBe('1.1')
  expect(proven(claim(1), line(1), claim(2))).toBe('1.0')
  expect(proven(claim(1), line(1), claim(2), line(1, 'x', 1, { again: 2 }))).toBe('1.0')
  expect(proven(claim(1), line(1), claim(2), line(1, 'x', 1, { again: 2 }), Buffer.from(markLine(seed, 2, 0)))).toBe('2.0')
  expect(proven(claim(1), line(1), claim(2), line(1, 'x', 2))).toBe('2.0')
  expect(proven(claim(1), line(1), line(2), Buffer.from(markLine(seed, 1, 2)))).toBe('1.2')
})

test('sealed: the last record says so', () => {
  const seal = line(2, { event: 'done' }, 1, { sealed: true })
  expect(scan(seed, Buffer.concat([line(1), seal]))).toMatchObject({ sealed: true, records: [{}, { sealed: true }] })
  expect(scan(seed, Buffer.concat([line(1), seal, claim(2)])).sealed).toBe(true)
  expect(scan(seed, Buffer.concat([line(1), seal, line(1, 'x', 2)])).sealed).toBe(false)
})

test('empty lines are no damage', () => {
  expect(scan(seed, Buffer.concat([first, Buffer.from('\n\n'), second])).damage).toEqual([])
})

test('an intact line of a newer format is told apart from damage', () => {
  const covered = '"version":2,"whatever":true}'
  const checksum = crc32(covered, seed).toString(16).padStart(8, '0')
  const bytes = Buffer.concat([first, Buffer.from(`{"checksum":"${checksum}",${covered}\n`)])
  expect(scan(seed, bytes)).toMatchObject({ newer: true, damage: [], end: bytes.length })
})

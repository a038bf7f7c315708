import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumSeed, claimLine, decodeLine, LINE_START, markLine, textOf, type Json } from './record.ts'
import { encodeRecord } from './test-support/lines.ts'

const seed = checksumSeed('run-1')
const line = (record: Json, sequence = 1): Buffer => encodeRecord(seed, { generation: 2, sequence, record })

const plain = { kind: 'record', generation: 2, sequence: 1, sealed: false, durable: undefined, again: undefined }

test('a line is one a person can read, with its newline', () => {
  const text = line({ event: 'token', text: '你好 🙂' }, 17).toString()
  expect(text).toMatch(/^\{"checksum":"[0-9a-f]{8}","version":1,"generation":2,"sequence":17,"record":\{"event":"token","text":"你好 🙂"\}\}\n$/)
  expect(JSON.parse(text)).toMatchObject({ version: 1, generation: 2, sequence: 17 })
})

test('every JSON value comes back, and its line has one newline, at the end', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const record = JSON.parse(JSON.stringify(value)) as Json
      const bytes = line(record)
      expect(bytes.indexOf(0x0a)).toBe(bytes.length - 1)
      expect(decodeLine(seed, bytes, 0, bytes.length - 1)).toEqual({ ...plain, record })
    }),
    { seed: 1, numRuns: 300 },
  )
})

test.each(['\u2028', '\u2029', '\u0085', '\u0000', '\n\r\v\f', '👩‍👩‍👧‍👦', '\ud800'])('text with %j comes back', (text) => {
  const bytes = line({ text })
  expect(decodeLine(seed, bytes, 0, bytes.length - 1)).toEqual({ ...plain, record: { text } })
})

test('no changed bit and no cut is read as a record', () => {
  const bytes = line({ event: 'token', text: 'é🙂' })
  const end = bytes.length - 1
  for (let cut = 0; cut < end; cut++) expect(decodeLine(seed, bytes, 0, cut)).toBe('damaged')
  for (let bit = 0; bit < end * 8; bit++) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    expect(decodeLine(seed, flipped, 0, end)).toBe('damaged')
  }
})

test('a record of another run is damage', () => {
  const bytes = encodeRecord(checksumSeed('run-2'), { generation: 1, sequence: 1, record: 'x' })
  expect(decodeLine(seed, bytes, 0, bytes.length - 1)).toBe('damaged')
})

test.each(['{"checksum":"', '', '{}', 'null', `${LINE_START.toString()}00000000",`])('%j is no record', (text) => {
  expect(decodeLine(seed, Buffer.from(text), 0, text.length)).toBe('damaged')
})

test('what a line says beside its record comes back', () => {
  const bytes = encodeRecord(seed, { generation: 1, sequence: 9, record: 'x' }, { sealed: true, durable: 8, again: 3 })
  expect(bytes.toString()).toContain('"generation":1,"sequence":9,"durable":8,"again":3,"sealed":true,"record":"x"}')
  expect(decodeLine(seed, bytes, 0, bytes.length - 1)).toEqual({ kind: 'record', generation: 1, sequence: 9, record: 'x', sealed: true, durable: 8, again: 3 })
})

test('claims and marks come back', () => {
  const decode = (line: string): unknown => decodeLine(seed, Buffer.from(line), 0, Buffer.byteLength(line) - 1)
  expect(decode(claimLine(seed, 4))).toEqual({ kind: 'claim', generation: 4 })
  expect(decode(markLine(seed, 4, 17))).toEqual({ kind: 'mark', generation: 4, durable: 17 })
  expect(decode(markLine(seed, 4, 0))).toEqual({ kind: 'mark', generation: 4, durable: 0 })
})

test('a value without a JSON text is refused', () => {
  const missing: unknown = undefined
  expect(() => textOf(missing as Json)).toThrow('a record is undefined; the journal takes JSON values')
  const circular: { self?: unknown } = {}
  circular.self = circular
  expect(() => textOf(circular as Json)).toThrow(expect.objectContaining({ refused: true }))
})

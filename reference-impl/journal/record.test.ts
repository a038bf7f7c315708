import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumSeed, decodeRecord, encodeRecord, LINE_START, type Json } from './record.ts'

const seed = checksumSeed('run-1')
const line = (record: Json, sequence = 1): Buffer => encodeRecord(seed, { generation: 2, sequence, record })

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
      expect(decodeRecord(seed, bytes, 0, bytes.length - 1)).toEqual({ generation: 2, sequence: 1, record })
    }),
    { seed: 1, numRuns: 300 },
  )
})

test.each(['\u2028', '\u2029', '\u0085', '\u0000', '\n\r\v\f', '👩‍👩‍👧‍👦', '\ud800'])('text with %j comes back', (text) => {
  const bytes = line({ text })
  expect(decodeRecord(seed, bytes, 0, bytes.length - 1)).toEqual({ generation: 2, sequence: 1, record: { text } })
})

test('no changed bit and no cut is read as a record', () => {
  const bytes = line({ event: 'token', text: 'é🙂' })
  const end = bytes.length - 1
  for (let cut = 0; cut < end; cut++) expect(decodeRecord(seed, bytes, 0, cut)).toBe('damaged')
  for (let bit = 0; bit < end * 8; bit++) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    expect(decodeRecord(seed, flipped, 0, end)).toBe('damaged')
  }
})

test('a record of another run is damage', () => {
  const bytes = encodeRecord(checksumSeed('run-2'), { generation: 1, sequence: 1, record: 'x' })
  expect(decodeRecord(seed, bytes, 0, bytes.length - 1)).toBe('damaged')
})

test.each(['{"checksum":"', '', '{}', 'null', `${LINE_START.toString()}00000000",`])('%j is no record', (text) => {
  expect(decodeRecord(seed, Buffer.from(text), 0, text.length)).toBe('damaged')
})

test('a value without a JSON text is refused', () => {
  const missing: unknown = undefined
  expect(() => encodeRecord(seed, { generation: 1, sequence: 1, record: missing as Json })).toThrow('a record is undefined; the journal takes JSON values')
})

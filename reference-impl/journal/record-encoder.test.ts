import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextBuffer } from '../files/text-buffer.ts'
import { RecordEncoder, type EncodedRecord } from './record-encoder.ts'
import { checksumSeed, recordLine, textOf } from './record.ts'
import { logRecordLine } from './shared-log/line.ts'

const SEED = checksumSeed('run-1')

const records: fc.Arbitrary<EncodedRecord> = fc.record({
  sequence: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(Number.MAX_SAFE_INTEGER)),
  text: fc.oneof(fc.json(), fc.string({ unit: 'binary', maxLength: 400 }).map(textOf)),
  sealed: fc.boolean(),
  durable: fc.oneof(fc.constant(undefined), fc.constantFrom(0, 7, Number.MAX_SAFE_INTEGER)),
})

test('the bytes are those of the line as text', () => {
  const encoder = new RecordEncoder(SEED, '"generation":3,')
  const buffer = new TextBuffer()
  fc.assert(
    fc.property(fc.array(records, { maxLength: 5 }), (several) => {
      const lines = several.map((record) => recordLine(SEED, { generation: 3, ...record }))
      expect(several.map((record) => encoder.put(buffer, record))).toEqual(lines.map((line) => Buffer.byteLength(line)))
      expect(buffer.take().toString()).toBe(lines.join(''))
    }),
  )
})

test('those of a shared log too', () => {
  const encoder = new RecordEncoder(0, '"run":"a","generation":2,')
  const buffer = new TextBuffer()
  for (const sealed of [false, true]) {
    encoder.put(buffer, { sequence: 17, text: '{"event":"token"}', sealed })
    expect(buffer.take().toString()).toBe(logRecordLine({ run: 'a', generation: 2, sequence: 17, text: '{"event":"token"}', sealed }))
  }
})

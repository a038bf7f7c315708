import { expect, test } from 'vitest'
import { answerOf } from './answer.ts'
import type { BenchRow } from './result.ts'

const nothing = { median: 0, p99: 0, worst: 0 }

function row(policy: string, recordsPerSecond: number, worst: number, more: Partial<BenchRow> = {}): BenchRow {
  return {
    contender: 'reference', policy, call: 'fdatasync', streams: 64, window: 1, rounds: 1, recordsPerSecond, samples: [1], append: { count: 1, p50: 1, p99: 2, p999: 3, max: 4 }, durable: null,
    syncsPerSecond: 0, bytesPerPayloadByte: 1, cpuPerRecord: 1, backlog: 0,
    lost: { processDeath: nothing, powerCut: { strict: nothing, ext4: { median: 0, p99: 0, worst }, lying: { median: 9, p99: 9, worst: 9_999 } }, broken: null },
    ...more,
  }
}

test('the front is what nothing else beats in both, and the safest that is fast enough is recommended', () => {
  const answer = answerOf([row('none', 300_000, 1_000), row('slower and worse', 200_000, 2_000), row('group', 100_000, 0), row('each', 5_000, 0), row('100', 150_000, 60)], null)!
  expect(answer.points.filter(({ onFront }) => onFront).map(({ policy }) => policy)).toEqual(['none', 'group', '100'])
  expect(answer.recommendation).toBe('Take "group": no acknowledged record is lost, whatever the crash; it writes 100,000 records/s at 64 streams, 26 times what they offer at 60 tokens/s each, an append is answered within 2.00 ms in 99 of 100 cases.')
})

test('where safety is too slow, the sentence says what is lost; where all are slow, it says so', () => {
  expect(answerOf([row('each', 5_000, 0), row('100', 150_000, 60)], null)!.recommendation).toContain('Take "100": a power cut takes at most 60 acknowledged records')
  expect(answerOf([row('each', 5_000, 0), row('100', 7_000, 60)], null)!.recommendation).toMatch(/^Take "100".*; no policy reaches 10 times that load here\.$/)
})

test('a broken promise and a backlog are never recommended, and the numbers of streams are not mixed', () => {
  const broken = row('liar', 900_000, 0, { lost: { processDeath: nothing, powerCut: { ext4: nothing }, broken: 'it lost one' } })
  expect(answerOf([broken, row('late', 800_000, 0, { backlog: 5 }), row('100', 150_000, 60), row('more', 900_000, 0, { streams: 512 })], null)!.recommendation).toContain('Take "100"')
  expect(answerOf([broken], null)!.recommendation).toContain('nothing to recommend')
  expect(answerOf([row('SQLite', 1, 0, { lost: null })], null)).toBeUndefined()
})

test('where streams offer at a rate, the safest that keeps up is recommended, and of two the one that answers sooner', () => {
  const late = row('late', 480, 0, { append: { count: 1, p50: 1, p99: 50, p999: 60, max: 70 } })
  const answer = answerOf([late, row('each', 479, 0), row('100', 480, 60), row('behind', 480, 0, { backlog: 9 })], 60)!
  expect(answer.recommendation).toBe('Take "each": no acknowledged record is lost, whatever the crash; it takes the 60 records/s that each of 64 streams offers, an append is answered within 2.00 ms in 99 of 100 cases.')
  expect(answerOf([row('behind', 480, 0, { backlog: 9 })], 60)!.recommendation).toContain('nothing to recommend')
})

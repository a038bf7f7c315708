import { expect, test } from 'vitest'
import { brokenPromise, PROCESS_DEATH, type Acknowledged } from './promise.ts'

const known: Acknowledged[] = Array.from({ length: 20 }, (_, number) => ({ run: number % 2, number: Math.floor(number / 2), atMs: number * 10, terminal: number === 8 }))
const check = (sync: Parameters<typeof brokenPromise>[0]['policy']['sync'], lost: readonly Acknowledged[], what = 'a power cut'): string | undefined =>
  brokenPromise({ policy: { name: 'x', sync, window: 1 }, latency: { fsync: 1, write: 1 }, streams: 2, lost, known, atMs: 200, what })

test('each condition is a bound on one stream', () => {
  const last = known.slice(-6)
  expect(check({ everyRecords: 4 }, last)).toBeUndefined()
  expect(check({ everyRecords: 3 }, last)).toBe('a power cut lost 3 acknowledged records of one stream; the policy allows 2')
  expect(check({ everyMs: 52 }, last)).toBeUndefined()
  expect(check({ everyMs: 51 }, last)).toContain('lost a record acknowledged 60 ms before')
  expect(check({ terminal: true }, last)).toBeUndefined()
  expect(check({ terminal: true }, known.slice(-12))).toBe('a power cut lost record 4 of a stream that record 4 had ended, acknowledged')
  expect(check({}, known)).toBeUndefined()
})

test('no policy allows a process death to take anything', () => {
  expect(check({}, known.slice(-1), PROCESS_DEATH)).toBe('a process death lost 1 acknowledged records')
  expect(check({}, [], PROCESS_DEATH)).toBeUndefined()
})

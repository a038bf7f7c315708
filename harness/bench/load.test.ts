import { expect, test } from 'vitest'
import type { AppendStore } from './append-store.ts'
import { runLoad, type LoadOptions } from './load.ts'

/** A clock that only sleeping moves, and stores on it: nothing here waits for real time. */
function virtual(): { now: () => number; sleep: LoadOptions['sleep']; run: () => Promise<void> } {
  let nowMs = 0
  const timers: { at: number; resolve: () => void }[] = []
  const sleep: LoadOptions['sleep'] = (ms, { signal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = { at: nowMs + ms, resolve }
      timers.push(timer)
      signal?.addEventListener('abort', () => {
        timers.splice(timers.indexOf(timer), 1)
        reject(new Error('aborted'))
      })
    })
  const run = async (): Promise<void> => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      const next = timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) return
      timers.splice(timers.indexOf(next), 1)
      nowMs = Math.max(nowMs, next.at)
      next.resolve()
    }
  }
  return { now: () => nowMs, sleep, run }
}

function store(sleep: LoadOptions['sleep'], ms: number, durableMs?: number): AppendStore {
  const base = { append: () => sleep(ms), read: async () => ({ records: [] }), close: async () => undefined }
  return durableMs === undefined ? base : { ...base, durable: () => sleep(durableMs) }
}

const COMMON = { record: (number: number) => ({ number: number % 10 }), window: 1, records: Number.POSITIVE_INFINITY, drainMs: 10_000 }

test('at full speed each lane waits for its answer', async () => {
  const { now, sleep, run } = virtual()
  const result = runLoad({ ...COMMON, stores: [store(sleep, 5, 20), store(sleep, 5, 20)], ms: 100, now, sleep })
  await run()
  const { offered, acknowledged, ms, append, durable, backlog, payload } = await result
  expect({ offered, acknowledged, ms, backlog }).toEqual({ offered: 40, acknowledged: 40, ms: 100, backlog: 0 })
  expect(append.percentiles()!.p50).toBeCloseTo(5, 1)
  // Record 0 of each stream: one in 32 is followed.
  expect(durable.count).toBe(2)
  expect(durable.percentiles()!.p50).toBeCloseTo(25, 0)
  expect(payload).toBe(40 * '{"number":1}'.length)
})

test('a window lets several be under way, a number of records ends the round', async () => {
  const { now, sleep, run } = virtual()
  const result = runLoad({ ...COMMON, stores: [store(sleep, 5)], window: 8, records: 20, ms: 1_000, now, sleep })
  await run()
  expect(await result).toMatchObject({ offered: 20, acknowledged: 20, ms: 15 })
})

test('who cannot keep up with what is offered reports its backlog, and its latency counts from when a record was due', async () => {
  const { now, sleep, run } = virtual()
  let last: Promise<void> = Promise.resolve()
  const slow: AppendStore = { ...store(sleep, 0), append: () => (last = last.then(() => sleep(100))) }
  const result = runLoad({ ...COMMON, stores: [slow], ms: 1_000, rate: 60, drainMs: 500, now, sleep })
  await run()
  const { offered, acknowledged, backlog, append } = await result
  expect(offered).toBeGreaterThanOrEqual(59)
  expect(acknowledged).toBeLessThanOrEqual(15)
  expect(backlog).toBe(offered - acknowledged)
  expect(append.percentiles()!.max).toBeGreaterThan(1_000)
})

test('who keeps up has no backlog', async () => {
  const { now, sleep, run } = virtual()
  const result = runLoad({ ...COMMON, stores: [store(sleep, 1), store(sleep, 1)], ms: 1_000, rate: 60, now, sleep })
  await run()
  const { offered, backlog } = await result
  expect(offered).toBeGreaterThanOrEqual(118)
  expect(backlog).toBe(0)
})

test('the first error of an append is told', async () => {
  const { now, sleep, run } = virtual()
  for (const rate of [undefined, 60]) {
    const failing: AppendStore = { ...store(sleep, 1), append: () => Promise.reject(new Error('no space')) }
    const result = runLoad({ ...COMMON, stores: [failing, store(sleep, 1)], ms: 1_000, now, sleep, ...(rate !== undefined && { rate }) })
    const settled = Promise.allSettled([result])
    await run()
    expect(await settled).toMatchObject([{ status: 'rejected', reason: { message: 'no space' } }])
  }
})

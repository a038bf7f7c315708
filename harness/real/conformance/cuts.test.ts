import { expect, test } from 'vitest'
import { chooseCuts } from './cuts.ts'
import type { LogSummary } from './log-summary.ts'

const METADATA = (offset: number, length: number) => [offset, length, 0] as const
const DATA = (offset: number, length: number) => [offset, length, 1] as const
const LOG: LogSummary = [METADATA(0, 4096), 'flush', 0, DATA(8192, 4096), DATA(16384, 1024), METADATA(512, 12288), 1, 2, 'flush', METADATA(4096, 1024), 3, DATA(20480, 512), 'flush']
const cuts = Array.from({ length: 40 }, (_, seed) => chooseCuts(LOG, 30, String(seed))).flat()

test('every cut falls behind the begin of the program, and between the calls around it', () => {
  for (const { cut, first, last } of cuts) {
    const before = LOG.slice(0, cut.length).filter((entry) => typeof entry === 'number')
    expect(cut.length).toBeGreaterThan(2)
    expect({ first, last }).toEqual({ first: before.includes(3) ? 1 : before.includes(1) ? 0 : -1, last: before.includes(2) ? 1 : 0 })
  }
  expect(new Set(cuts.map(({ cut }) => cut.length))).toEqual(new Set([3, 4, 5, 6, 8, 10, 11, 12, 13]))
})

test('loses only what no flush has covered, data at sectors and metadata at pages of the medium', () => {
  const deviations = cuts.flatMap(({ cut }) => cut.deviations.map((deviation) => ({ ...deviation, length: cut.length })))
  const lost = new Set(deviations.map(({ entry }) => entry))
  expect(lost).toEqual(new Set([3, 4, 5, 9, 11]))
  for (const { entry, from, to, length } of deviations) {
    expect(LOG.slice(entry, length)).not.toContain('flush')
    const [offset, size, data] = LOG[entry] as readonly [number, number, 0 | 1]
    const unit = data === 1 ? 512 : 4096
    if (from !== 0) expect((offset + from) % unit).toBe(0)
    if (to !== 0 && to !== size) expect((offset + to) % unit).toBe(0)
    expect(to - from).toBeLessThan(size)
  }
  expect(deviations.some(({ entry, from, to }) => entry === 5 && from !== to)).toBe(true)
})

test('the same seed gives the same cuts, each once', () => {
  expect(chooseCuts(LOG, 30, 'x')).toEqual(chooseCuts(LOG, 30, 'x'))
  for (let seed = 0; seed < 20; seed++) {
    const chosen = chooseCuts(LOG, 30, String(seed)).map(({ cut }) => JSON.stringify(cut))
    expect(new Set(chosen).size).toBe(chosen.length)
  }
})

import { describe, expect, test } from 'vitest'
import { processDeath } from './crashes.ts'
import { clockJump, pause, slow } from './delays.ts'
import { firings, shares, type Site } from './test-support/firings.ts'

const sites: Site[] = Array.from({ length: 20 }, (_, index) => ({ name: ['write', 'sleep', 'arrive', 'fsync'][index % 4]! }))

describe('the injectors', () => {
  test.each([['pause', pause], ['slow', slow], ['clockJump', clockJump]] as const)('%s: positions are even over all operations, lengths log-uniform', (name, fault) => {
    const found = firings(fault({ msMax: 10_000 }), sites, 4_000)
    const at = shares(found.map((firing) => firing.at))
    expect(at.size).toBe(20)
    for (const share of at.values()) expect(Math.abs(share - 0.05)).toBeLessThan(0.025)
    expect(found.every(({ decision }) => decision.fault === name)).toBe(true)
    const lengths = found.map(({ decision }) => ('ms' in decision ? decision.ms : NaN))
    const forward = lengths.filter((ms) => ms > 0).length / lengths.length
    if (name === 'clockJump') expect(Math.abs(forward - 0.5)).toBeLessThan(0.04)
    else expect(forward).toBe(1)
    const sizes = lengths.map((ms) => Math.abs(ms))
    expect(Math.min(...sizes)).toBe(1)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000)
    for (const [decade, limit] of [10, 100, 1_000].entries()) expect(Math.abs(sizes.filter((ms) => ms < limit).length / 4_000 - (decade + 1) / 4)).toBeLessThan(0.04)
  })

  test('the death of one process: positions are even', () => {
    const at = shares(firings(processDeath({ single: true }), sites, 4_000).map((firing) => firing.at))
    expect(at.size).toBe(20)
    for (const share of at.values()) expect(Math.abs(share - 0.05)).toBeLessThan(0.025)
  })

  test('a second fault comes in one run of three', () => {
    // Of one fault alone: the earlier of the two fires first.
    const found = firings(pause(), sites, 6_000)
    const mean = found.reduce((sum, { at }) => sum + at, 0) / found.length
    // 9.5 for one; of two the first is at 6.2 on average.
    expect(mean).toBeGreaterThan(8.1)
    expect(mean).toBeLessThan(8.8)
  })

  test('refuse what is out of range', () => {
    expect(() => pause({ msMax: 0 })).toThrow(/^msMax is 0; it takes milliseconds from 1 to 1,000,000,000$/)
    expect(() => slow({ msMax: Number.NaN })).toThrow(RangeError)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Fault, Scenario } from '../check/scenario.ts'
import { processDeath } from './crashes.ts'
import { delayedVisibility } from './delayed-visibility.ts'
import { expectFound, expectHeld } from './test-support/finding.ts'
import { firings, shares, type Site } from './test-support/firings.ts'

describe('the injector', () => {
  const sites: Site[] = Array.from({ length: 40 }, (_, index) => [{ name: 'write', path: '/a' }, { name: 'read', path: '/a' }, { name: 'rename', path: '/lock' }, { name: 'open', path: '/b' }][index % 4]!)

  test('fires at changes of its paths, evenly; delays are log-uniform', () => {
    const found = firings(delayedVisibility({ coherent: ['/lock'], readers: ['reader'], delayMsMax: 10_000 }), sites, 4_000)
    const at = shares(found.map((firing) => firing.at))
    expect([...at.keys()].every((index) => index % 4 === 0 || index % 4 === 3)).toBe(true)
    expect(at.size).toBe(20)
    for (const share of at.values()) expect(Math.abs(share - 0.05)).toBeLessThan(0.025)
    const delays = found.map(({ decision }) => ('delayMs' in decision ? decision.delayMs : NaN))
    expect(Math.min(...delays)).toBe(1)
    expect(Math.max(...delays)).toBeLessThanOrEqual(10_000)
    expect(Math.abs(delays.filter((delay) => delay < 100).length / 4_000 - 0.5)).toBeLessThan(0.04)
    expect(new Set(found.map(({ decision }) => ('seed' in decision ? decision.seed : -1))).size).toBeGreaterThan(3_000)
    expect(found[0]!.decision).toMatchObject({ paths: [], coherent: ['/lock'], readers: ['reader'] })
  })

  test('refuses what is out of range', () => {
    expect(() => delayedVisibility({ delayMsMax: 0 })).toThrow(/^delayMsMax is 0; it takes milliseconds from 1/)
    expect(() => delayedVisibility({ coherent: ['lock'] })).toThrow(TypeError)
  })
})

interface Lock {
  claim(): Promise<boolean>
}

/** Whoever makes the file has it. With the mistake it looks first whether the file is there, and then makes it. */
function lock(looksFirst: boolean): Implementation<Lock> {
  return {
    name: looksFirst ? 'looks first' : 'exclusive creation',
    capabilities: [],
    open: async ({ fs, pid }) => ({
      async claim() {
        if (!looksFirst) return fs.writeFile('/lock', String(pid), { flag: 'wx' }).then(() => true, () => false)
        const free = await fs.access('/lock').then(() => false, () => true)
        if (free) await fs.writeFile('/lock', String(pid))
        return free
      },
    }),
  }
}

/** One after the other, so that only a stale look can break it. */
function claims(faults: readonly Fault[]): Scenario<Lock> {
  return scenario<Lock, number, null>({
    id: 'lock/one-holder',
    title: 'two processes claim one lock, one after the other',
    origin: [],
    input: fc.integer({ min: 0, max: 200 }),
    faults: [processDeath({ crashes: 1 }), ...faults],
    async workload(stage, waitMs) {
      const one = await stage.start('one')
      const two = await stage.start('two')
      await one.store.claim()
      await stage.clock.sleep(waitMs)
      await two.store.claim()
    },
    recover: async () => null,
    invariants: [{
      name: 'one holder',
      states: 'One process has the lock.',
      check: ({ lives }) => (lives[0]!.history.filter(({ result }) => result === true).length > 1 ? 'both processes have the lock' : undefined),
    }],
  })
}

describe('a lock', () => {
  test('that is made exclusively holds', () => expectHeld(claims([delayedVisibility()]), lock(false), 'delayedVisibility', 12))

  test('that is looked for first is taken twice', async () => {
    const fault = await expectFound(claims([delayedVisibility()]), lock(true), 'one holder')
    expect(fault.at).toBe('one/claim/open lock #1')
  })

  test('that is looked for first holds where the one who looks is no late reader', async () => {
    await expectHeld(claims([delayedVisibility({ readers: ['one'] })]), lock(true), 'delayedVisibility', 12)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import type { Implementation } from '../check/implementation.ts'
import { Disk } from '../disk/disk.ts'
import { explore } from '../explore/explore.ts'
import { recordLife } from '../explore/life-record.ts'
import { planned } from '../explore/planned.ts'
import { ioError } from './io-error.ts'
import { expectFound, expectHeld } from './test-support/finding.ts'
import { firings, shares, type Site } from './test-support/firings.ts'
import { ledger, ledgerScenario } from './test-support/ledger.ts'

interface Contract {
  work(): Promise<void>
}

describe('the injector', () => {
  const sites: Site[] = Array.from({ length: 30 }, (_, index) => ({ name: ['read', 'write', 'rename'][index % 3]!, path: `/${index % 2 === 0 ? 'a' : 'b'}` }))

  test('fires at its operations alone, evenly, half of them for good', () => {
    const found = firings(ioError({ operations: ['read', 'rename'] }), sites, 4_000)
    const at = shares(found.map((firing) => firing.at))
    expect([...at.keys()].every((index) => index % 3 !== 1)).toBe(true)
    expect(at.size).toBe(20)
    for (const share of at.values()) expect(Math.abs(share - 0.05)).toBeLessThan(0.025)
    const lasts = shares(found.map(({ decision }) => (decision.fault === 'ioError' ? decision.lasts : '')))
    expect([...lasts.keys()].sort()).toEqual(['for good', 'once'])
    expect(Math.abs(lasts.get('once')! - 0.5)).toBeLessThan(0.04)
  })

  test('keeps to its paths, and to what it was told about how long', () => {
    const found = firings(ioError({ paths: ['/b'], lasts: 'for good' }), sites, 300)
    expect(found.every(({ at, decision }) => at % 2 === 1 && at % 3 !== 2 && decision.fault === 'ioError' && decision.lasts === 'for good')).toBe(true)
  })

  test.each([1, 2, 7])('fires at the %i. of its operations on its paths alone, half of them for good', (nth) => {
    const own = sites.flatMap(({ name, path }, index) => (path === '/b' && name !== 'write' ? [index] : []))
    const found = firings(ioError({ operations: ['read', 'rename'], paths: ['/b'], nth }), sites, 2_000)
    expect(new Set(found.map(({ at }) => at))).toEqual(new Set([own[nth - 1]]))
    const lasts = shares(found.map(({ decision }) => (decision.fault === 'ioError' ? decision.lasts : '')))
    expect(Math.abs(lasts.get('once')! - 0.5)).toBeLessThan(0.05)
  })

  test('fires nowhere where fewer operations come', () => {
    expect(() => firings(ioError({ nth: 21 }), sites, 1)).toThrow('fired nothing')
    expect(firings(ioError({ nth: 20 }), sites, 1)).toMatchObject([{ at: 28 }])
  })

  test('refuses what cannot fail', () => {
    for (const nth of [0, 1.5, 1_000_001, NaN]) expect(() => ioError({ nth })).toThrow(/^nth is .*; it takes a whole number from 1 to 1,000,000, or nothing for any$/)
    expect(() => ioError({ operations: ['fsync' as 'read'] })).toThrow(/^operations is \["fsync"\]; .*; for syncs use fsyncError\(\)$/)
    expect(() => ioError({ operations: [] })).toThrow(RangeError)
    expect(() => ioError({ lasts: 'twice' as 'once' })).toThrow(/^lasts is "twice"/)
    expect(() => ioError({ paths: ['a'] })).toThrow(TypeError)
  })
})

describe('the world', () => {
  /** Two reads and a write of a file, then the same after heal(): what each gave. */
  async function reads(lasts: 'once' | 'for good'): Promise<unknown[]> {
    const results: unknown[] = []
    const note = async (work: Promise<unknown>): Promise<void> => {
      results.push(await work.then(() => 'ok', ({ code, injected, message }: { code: string; injected: boolean; message: string }) => [code, injected, message]))
    }
    const probe = scenario<Contract, null, null>({
      id: 'probe/errors', title: 'reads', origin: [], input: fc.constant(null), faults: [], recover: async () => null, invariants: [{ name: 'none', states: 'Nothing.', check: () => undefined }],
      workload: async (stage) => {
        await (await stage.start('server')).store.work()
        stage.heal()
        await (await stage.start('other')).store.work()
      },
    })
    const implementation: Implementation<Contract> = {
      name: 'probe', capabilities: [],
      open: async ({ fs }) => ({
        work: async () => {
          const file = await fs.open('/f', 'a+')
          await note(file.read())
          await note(file.read())
          await note(file.write('x'))
          await note(fs.rename('/f', '/g'))
          await file.close()
        },
      }),
    }
    const faults = [{ fault: 'ioError', at: 'server/work/read f #1', options: { lasts } }, { fault: 'ioError', at: 'server/work/rename g #1', options: { lasts } }]
    await recordLife({ scenario: probe, implementation, input: null, randomSeed: 'x', number: 1, startMs: 0, disk: new Disk(), chooser: planned({ order: 'run-on', holds: [], faults }) })
    return results
  }

  const read = ['EIO', true, 'EIO: i/o error, read']
  const rename = ['EIO', true, "EIO: i/o error, rename '/f' -> '/g'"]
  test.each([['once', 'ok'], ['for good', read]] as const)('an operation that fails %s', async (lasts, second) => {
    expect(await reads(lasts)).toEqual([read, second, 'ok', rename, 'ok', 'ok', 'ok', 'ok'])
  })
})

describe('a store', () => {
  test('that does not start on a file that it cannot read holds', () => expectHeld(ledgerScenario([ioError({ operations: ['open', 'read', 'write', 'rename'] })]), ledger(), 'ioError', 12))

  test('holds where the second write fails, and is not exercised where there are fewer', async () => {
    await expectHeld(ledgerScenario([ioError({ operations: ['write'], paths: ['/ledger*'], nth: 2, lasts: 'once' })]), ledger(), 'ioError', 12)
    expect(await explore(ledgerScenario([ioError({ nth: 1_000 })]), ledger(), { seed: 'test', runs: 8, profiles: ['ext4'], suite: 'ledger' })).toMatchObject({ verdict: 'not exercised', reason: 'the fault ioError never fired' })
  })

  test('that takes an unreadable file for an empty one loses everything', async () => {
    const fault = await expectFound(ledgerScenario([ioError({ operations: ['open', 'read'], paths: ['/ledger'] })]), ledger({ emptyIfUnreadable: true }), 'acknowledged survives')
    expect(fault.at).toMatch(/^server\/open-\d\/(open|read) ledger #\d$/)
  })
})

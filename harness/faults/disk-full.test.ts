import { describe, expect, test } from 'vitest'
import type { Scenario } from '../check/scenario.ts'
import { diskFull } from './disk-full.ts'
import { expectFound, expectHeld } from './test-support/finding.ts'
import { firings, shares, type Site } from './test-support/firings.ts'
import { ledger, ledgerScenario, type Ledger } from './test-support/ledger.ts'

describe('the injector', () => {
  const sites: Site[] = Array.from({ length: 40 }, (_, index) => [{ name: 'write' }, { name: 'mkdir' }, { name: 'open', b: 0o100 }, { name: 'open', b: 0 }][index % 4]!)

  test('fires where something is made, evenly, with whole blocks left', () => {
    const found = firings(diskFull({ freeBytesMax: 10_000 }), sites, 4_000)
    const at = shares(found.map((firing) => firing.at))
    expect([...at.keys()].every((index) => index % 4 !== 3)).toBe(true)
    expect(at.size).toBe(30)
    for (const share of at.values()) expect(Math.abs(share - 1 / 30)).toBeLessThan(0.02)
    const free = shares(found.map(({ decision }) => ('freeBytes' in decision ? decision.freeBytes : NaN)))
    expect([...free.keys()].sort((a, b) => a - b)).toEqual([0, 4096, 8192])
    for (const share of free.values()) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04)
    const as = shares(found.map(({ decision }) => (decision.fault === 'diskFull' ? decision.as : '')))
    expect([...as.keys()].sort()).toEqual(['btrfs', 'ext4', 'xfs'])
    for (const share of as.values()) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04)
  })

  test('refuses what does not exist', () => {
    expect(() => diskFull({ freeBytesMax: -1 })).toThrow(/^freeBytesMax is -1; it takes a whole number of bytes from 0 to 2\^40$/)
    expect(() => diskFull({ as: ['fat' as 'xfs'] })).toThrow(/^as is \["fat"\]; it takes one or more of ext4, xfs, btrfs$/)
  })
})

describe('a store', () => {
  /** There is space again before the last append. */
  const overrides: Partial<Scenario<Ledger>> = {
    async workload(stage, input: number[]) {
      const { store } = await stage.start('server')
      for (const [index, length] of input.entries()) await store.append(`r${index}`, length + 1).catch(() => undefined)
      stage.heal()
      await store.append('last', 10).catch(() => undefined)
    },
  }

  test('that appends nothing behind a partial record holds', async () => {
    await expectHeld(ledgerScenario([diskFull()], overrides), ledger(), 'diskFull', 12)
    await expectHeld(ledgerScenario([diskFull()]), ledger(), 'diskFull', 12)
  })

  test('that goes on behind a partial record loses what it acknowledged', async () => {
    const fault = await expectFound(ledgerScenario([diskFull()], overrides), ledger({ goesOnAfterError: true }), 'acknowledged survives')
    expect(fault.options).toMatchObject({ as: expect.stringMatching(/ext4|xfs/) as string })
  })
})

import { describe, expect, test } from 'vitest'
import { shortRead, shortWrite } from './short-transfers.ts'
import { expectFound, expectHeld } from './test-support/finding.ts'
import { firings, shares, type Site } from './test-support/firings.ts'
import { ledger, ledgerScenario, type Mistakes } from './test-support/ledger.ts'

describe('the injectors', () => {
  const sites: Site[] = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? { name: 'write', path: '/a', b: new Uint8Array(10_000) } : { name: 'read', path: '/a', b: 10_000 }))

  test.each([[shortWrite, 0], [shortRead, 1]] as const)('%o: positions are even, lengths log-uniform and never all', (fault, parity) => {
    const found = firings(fault(), sites, 4_000)
    const at = shares(found.map((firing) => firing.at))
    expect([...at.keys()].every((index) => index % 2 === parity)).toBe(true)
    for (const share of at.values()) expect(Math.abs(share - 0.1)).toBeLessThan(0.04)
    expect(at.size).toBe(10)
    const lengths = found.map(({ decision }) => ('bytes' in decision ? decision.bytes : NaN))
    expect(Math.min(...lengths)).toBe(1)
    expect(Math.max(...lengths)).toBeGreaterThan(9_000)
    expect(Math.max(...lengths)).toBeLessThan(10_000)
    // A quarter of the exponents each: 1-9, 10-99, 100-999, 1,000-9,999.
    const decades = shares(lengths.map((length) => String(length).length))
    for (const share of decades.values()) expect(Math.abs(share - 0.25)).toBeLessThan(0.04)
  })

  test('one byte is never cut, other paths are left alone', () => {
    const mixed: Site[] = [{ name: 'write', path: '/a', b: new Uint8Array(1) }, { name: 'write', path: '/b', b: new Uint8Array(5) }, { name: 'write', path: '/a', b: new Uint8Array(2) }]
    const found = firings(shortWrite({ paths: ['/a'] }), mixed, 50)
    expect(found.every(({ at, decision }) => at === 2 && 'bytes' in decision && decision.bytes === 1)).toBe(true)
    expect(() => shortRead({ paths: ['a'] })).toThrow(TypeError)
  })
})

describe('a store', () => {
  const faults = [shortWrite(), shortRead()]

  test('that goes on where a transfer stopped holds', async () => {
    await expectHeld(ledgerScenario(faults), ledger(), 'shortWrite', 8)
    await expectHeld(ledgerScenario(faults), ledger(), 'shortRead', 4)
  })

  test.each<[Mistakes, string]>([[{ ignoresShortWrite: true }, 'shortWrite'], [{ readsOnce: true }, 'shortRead']])('with the mistake %j loses what it acknowledged', async (mistakes, name) => {
    const fault = await expectFound(ledgerScenario(faults), ledger(mistakes), 'acknowledged survives')
    expect(fault.fault).toBe(name)
  })
})

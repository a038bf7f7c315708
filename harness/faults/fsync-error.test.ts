import { describe, expect, test } from 'vitest'
import { explore } from '../explore/explore.ts'
import { powerCut, processDeath } from './crashes.ts'
import { fsyncError } from './fsync-error.ts'
import { expectFound, expectHeld } from './test-support/finding.ts'
import { firings, shares, type Site } from './test-support/firings.ts'
import { ledger, ledgerScenario, type Mistakes, whatWasReadStays } from './test-support/ledger.ts'

const OPTIONS = { seed: 'test', runs: 24, profiles: ['ext4', 'xfs'], suite: 'ledger' } as const

describe('the injector', () => {
  const sites: Site[] = Array.from({ length: 40 }, (_, index) => ({ name: ['write', 'fsync', 'read', 'fdatasync'][index % 4]!, path: index < 20 ? '/a' : '/data/b.log' }))

  test('fires at syncs alone, evenly, with the file systems that were asked for', () => {
    const found = firings(fsyncError({ as: ['ext4', 'btrfs', 'reverting'] }), sites, 4_000)
    const at = shares(found.map((firing) => firing.at))
    expect([...at.keys()].every((index) => index % 2 === 1)).toBe(true)
    expect(at.size).toBe(20)
    // The first of one or two: a little more often early. Even would be 0.05.
    for (const share of at.values()) expect(share).toBeGreaterThan(0.03)
    for (const share of at.values()) expect(share).toBeLessThan(0.075)
    const as = shares(found.map(({ decision }) => (decision.fault === 'fsyncError' ? decision.as : '')))
    expect([...as.keys()].sort()).toEqual(['btrfs', 'ext4', 'reverting'])
    for (const share of as.values()) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04)
  })

  test('keeps to its paths', () => {
    const found = firings(fsyncError({ paths: ['*.log'] }), sites, 500)
    expect(found.every(({ at }) => at >= 20)).toBe(true)
  })

  test('refuses what does not exist', () => {
    expect(() => fsyncError({ as: ['fat' as 'ext4'] })).toThrow(/^as is \["fat"\]; it takes one or more of ext4, xfs/)
    expect(() => fsyncError({ as: [] })).toThrow(RangeError)
    expect(() => fsyncError({ paths: ['log'] })).toThrow(/^paths has "log"; it takes absolute paths/)
  })
})

describe('a store', () => {
  test('that stops after an error and writes its records anew at the next start holds', async () => {
    await expectHeld(ledgerScenario([fsyncError({ as: ['ext4', 'btrfs', 'reverting'] })]), ledger(), 'fsyncError', 12)
  })

  test.each<Mistakes>([{ retriesSync: true }, { goesOnAfterError: true }])('with the mistake %j loses what it acknowledged', async (mistakes) => {
    const fault = await expectFound(ledgerScenario([fsyncError()]), ledger(mistakes), 'acknowledged survives')
    expect(fault.at).toMatch(/^server\/append.*\/fsync ledger #\d$/)
    expect(['ext4', 'btrfs']).toContain((fault.options as { as: string }).as)
  })

  test('that retries is not caught where the disk is healthy', async () => {
    expect(await explore(ledgerScenario([]), ledger({ retriesSync: true }), OPTIONS)).toMatchObject({ verdict: 'held' })
  })

  /** Killed after an fsync that failed, recovered from the page cache, then the power goes. */
  const killed = ledgerScenario([fsyncError({ as: ['ext4'] }), processDeath({ crashes: 2 }), powerCut({ crashes: 2 })], { invariants: [whatWasReadStays] })

  test('that writes anew what it finds in the page cache keeps it, when it is killed and the power goes later', async () => {
    expect(await explore(killed, ledger(), OPTIONS)).toMatchObject({ verdict: 'held' })
  })

  test('that trusts the page cache after a failed fsync and a kill loses what it had read, at the next power cut', async () => {
    const result = await explore(killed, ledger({ trustsPageCache: true }), OPTIONS)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'what was read stays', fit: 'exact' } })
    const { plan } = result.finding!
    expect(plan.lives.map(({ crash, faults }) => [crash?.kind, faults.map(({ fault }) => fault)])).toEqual([['process death', ['fsyncError']], ['power cut', []], [undefined, []]])
  })

  test('sees nothing of it after heal()', async () => {
    const healed = ledgerScenario([fsyncError()], {
      async workload(stage) {
        const connection = await stage.start('server').catch(() => undefined)
        stage.heal()
        const { store } = connection ?? (await stage.start('server'))
        for (let at = 0; at < 3; at++) await store.append(`r${at}`, 10)
      },
    })
    const result = await explore(healed, ledger(), OPTIONS)
    expect(result).toMatchObject({ verdict: 'held' })
    expect(result.faults.fsyncError).toBeGreaterThan(0)
  })
})

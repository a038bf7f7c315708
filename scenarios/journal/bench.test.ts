import { describe, expect, test } from 'vitest'
import { lossOf, type Loss } from '../../harness/bench/loss.ts'
import type { Contender, SyncPolicy } from '../../harness/bench/append-store.ts'
import { altered, withFileHandles } from '../../harness/check/altered-host.ts'
import { measured } from '../../harness/world/latency.ts'
import { benchedJournals, benchRecords, syncPolicies } from './bench.ts'

const named = (name: string): SyncPolicy => syncPolicies.find((policy) => policy.name === name)!
const loss = (contender: Contender, name: string, call: 'fsync' | 'fdatasync' | 'O_DSYNC' = 'fdatasync', profiles: readonly string[] = ['ext4']): Promise<Loss> =>
  lossOf({ contender, policy: named(name), call, profiles, record: benchRecords(), latency: measured, seed: 'test', moments: 8 })

/** Its syncs do nothing. */
const careless = (contender: Contender): Contender =>
  altered(contender, { openAll: (host, runs, sync) => contender.openAll(withFileHandles(host, () => ({ datasync: async () => undefined })), runs, sync) })

describe.each(benchedJournals)('$name', (contender) => {
  test('the loss is what the policy allows, the same every time, and not nothing', async () => {
    const found = await loss(contender, '100 or 250 ms')
    expect(found.broken).toBeUndefined()
    expect(found.processDeath.worst).toBe(0)
    expect(found.powerCut['ext4']!.worst).toBeGreaterThan(10)
    // 60 records in a second: 15 of each of the four streams in 250 ms.
    expect(found.powerCut['ext4']!.worst).toBeLessThanOrEqual(64)
    expect(await loss(contender, '100 or 250 ms')).toEqual(found)
  })

  test.each(['fsync', 'fdatasync', 'O_DSYNC'] as const)('with %s, nothing acknowledged is lost where every record is synced', async (call) => {
    const found = await loss(contender, 'every record', call)
    expect(found).toMatchObject({ processDeath: { worst: 0 }, powerCut: { ext4: { worst: 0 } }, syncsPerRecord: 1, broken: undefined })
    expect(found.bytesPerPayloadByte).toBeGreaterThan(1)
  })

  test.each(syncPolicies.filter(({ sync }) => Object.keys(sync).length > 0).map((policy) => [policy.name, policy] as const))('"%s" keeps what its options promise on every honest disk', async (_, policy) => {
    const { broken, processDeath } = await lossOf({ contender, policy, call: 'fdatasync', profiles: ['posix', 'ext4', 'xfs', 'btrfs'], record: benchRecords(), latency: measured, seed: 'every disk', moments: 2 })
    expect({ broken, died: processDeath.worst }).toEqual({ broken: undefined, died: 0 })
  })

  test('a journal whose sync does nothing breaks its promise', async () => {
    const found = await loss(careless(contender), 'every 10')
    expect(found.broken).toMatch(/^a power cut under ext4 lost \d+ acknowledged records of one stream; the policy allows 9$/)
  })
})

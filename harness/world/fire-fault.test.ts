import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Json } from '../check/json.ts'
import type { PlannedFault } from '../check/plan.ts'
import type { Stage } from '../check/scenario.ts'
import { Disk } from '../disk/disk.ts'
import { recordLife, type LifeRecord } from '../explore/life-record.ts'
import { planned } from '../explore/planned.ts'

interface Probe {
  /** What became of each operation: `ok`, a count, a code. */
  work(): Promise<Json[]>
}

const probe: Implementation<Probe> = {
  name: 'probe',
  capabilities: [],
  open: async ({ fs, clock }) => ({
    work: async () => {
      const results: Json[] = []
      const note = async (work: Promise<unknown>): Promise<void> => {
        results.push(await work.then((result) => (typeof result === 'object' && result !== null && 'bytesWritten' in result ? Number(result.bytesWritten) : 'ok'), ({ code, injected }: { code: string; injected?: boolean }) => (injected === true ? `injected ${code}` : code)))
      }
      const file = await fs.open('/f', 'a')
      await note(file.write('x'.repeat(5_000)))
      await note(file.sync())
      await note(fs.access('/f'))
      await note(fs.mkdir('/d').finally(() => fs.rmdir('/d').catch(() => undefined)))
      await note(clock.sleep(1))
      await file.close()
      return results
    },
  }),
}

async function life(faults: readonly PlannedFault[], workload: (stage: Stage<Probe>) => Promise<void>, disk = new Disk()): Promise<LifeRecord> {
  const subject = scenario<Probe, null, null>({
    id: 'probe/faults', title: 'one operation after another', origin: [], input: fc.constant(null), faults: [], workload, recover: async () => null,
    invariants: [{ name: 'none', states: 'Nothing.', check: () => undefined }],
  })
  return recordLife({ scenario: subject, implementation: probe, input: null, randomSeed: 'seed', number: 1, startMs: 0, disk, chooser: planned({ order: 'run-on', holds: [], faults }) })
}

const ALL: readonly PlannedFault[] = [
  { fault: 'delayedVisibility', at: 'server/work/open f #1', options: { paths: [], coherent: [], readers: [], delayMs: 1e9, seed: 1 } },
  { fault: 'diskFull', at: 'server/work/write f #1', options: { as: 'xfs', freeBytes: 4096 } },
  { fault: 'fsyncError', at: 'server/work/fsync f #1', options: { as: 'btrfs' } },
  { fault: 'ioError', at: 'server/work/access f #1', options: { lasts: 'for good' } },
  { fault: 'slow', at: 'server/work/sleep 1 ms #1', options: { ms: 50 } },
  { fault: 'shortWrite', at: 'other/work/write f #1', options: { bytes: 7 } },
]
const HEALTHY = [5_000, 'ok', 'ok', 'ok', 'ok']

describe('faults of one life', () => {
  test('all fire where the plan says, and last; every error is marked', async () => {
    const { recorder, faults } = await life(ALL, async (stage) => {
      await (await stage.start('server')).store.work()
      await (await stage.start('other')).store.work()
    })
    expect(faults.map(({ fault }) => fault).sort()).toEqual(ALL.map(({ fault }) => fault).sort())
    const [first, second] = recorder.at().filter(({ method }) => method === 'work').map(({ result }) => result)
    expect(first).toEqual([4096, 'injected EIO', 'injected EIO', 'injected ENOSPC', 'ok'])
    expect(second).toEqual(['injected ENOSPC', 'injected EIO', 'injected EIO', 'injected ENOSPC', 'ok'])
  })

  test('none fires or goes on after heal()', async () => {
    const healed = await life(ALL, async (stage) => {
      stage.heal()
      await (await stage.start('server')).store.work()
    })
    expect(healed.faults).toEqual([])
    expect(healed.recorder.at().map(({ result }) => result)).toEqual([HEALTHY])
    const ended = await life(ALL, async (stage) => {
      const { store } = await stage.start('server')
      await store.work()
      stage.heal()
      await store.work()
      await (await stage.start('other')).store.work()
    })
    expect(ended.recorder.at().map(({ result }) => result).slice(1)).toEqual([HEALTHY, HEALTHY])
  })

  test('one that this version does not know does not fire: its plan is outdated', () => {
    const chooser = planned({ order: 'run-on', holds: [], faults: [{ fault: 'meteorite', at: 'a/b/read c #1', options: {} }, { fault: 'fsyncError', at: 'a/b/fsync c #1', options: { as: 'fat' } }] })
    for (const label of ['a/b/read c #1', 'a/b/fsync c #1']) expect(chooser.fault!({ label } as never)).toBeUndefined()
    expect(chooser.unmatched()).toEqual(['a/b/read c #1', 'a/b/fsync c #1'])
  })
})

test('a process that is killed loses its locks', async () => {
  const disk = new Disk()
  const opened: number[] = []
  const implementation: Implementation = {
    name: 'locker', capabilities: [],
    open: async ({ fs }) => {
      opened.push((await fs.open('/lock', 'a+')).fd)
      return {}
    },
  }
  const subject = scenario({
    id: 'probe/locks', title: 'a lock', origin: [], input: fc.constant(null), faults: [], recover: async () => null, invariants: [{ name: 'none', states: 'Nothing.', check: () => undefined }],
    workload: async (stage) => {
      const one = await stage.start('one')
      await stage.start('two')
      disk.lock(opened[0]!, 'exclusive')
      expect(() => disk.lock(opened[1]!, 'exclusive')).toThrow(/^EAGAIN/)
      await one.kill()
      disk.lock(opened[1]!, 'exclusive')
    },
  })
  const { outcome } = await recordLife({ scenario: subject, implementation, input: null, randomSeed: 'seed', number: 1, startMs: 0, disk })
  expect(outcome).toEqual({ kind: 'ended' })
})

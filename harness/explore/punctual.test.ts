import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import { powerCut } from '../faults/crashes.ts'
import type { Host } from '../host/host.ts'
import { explore } from './explore.ts'

test('a punctual scenario has no operation that is slower than the next timer', async () => {
  const late = scenario<{ sync(): Promise<void> }, null, null>({
    id: 'test/punctual',
    title: 'an fsync ends before a timer that is longer',
    origin: ['a test'],
    input: fc.constant(null),
    faults: [powerCut()],
    async workload(stage) {
      const { store } = await stage.start('server')
      let synced = false
      stage.client('syncer', () => store.sync().then(() => void (synced = true)))
      await stage.clock.sleep(5)
      if (!synced) stage.sometimes('the fsync was slower')
    },
    recover: () => Promise.resolve(null),
    invariants: [{ name: 'none', states: 'nothing', check: () => undefined }],
  })
  const implementation = {
    name: 'syncs',
    capabilities: [],
    open: async (host: Host) => {
      const file = await host.fs.open('f', 'w')
      return { sync: async () => { await file.write('x'); await file.sync() } }
    },
  }
  const slower = async (punctual: boolean): Promise<number> => (await explore({ ...late, punctual }, implementation, { seed: 'x', runs: 48, profiles: ['strict'], suite: 'test' })).probes['the fsync was slower'] ?? 0
  expect(await slower(false)).toBeGreaterThan(0)
  expect(await slower(true)).toBe(0)
})

import { expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import type { Plan } from '../check/plan.ts'
import { explore } from './explore.ts'
import { fitLoosely } from './fit-loosely.ts'
import { replay } from './replay.ts'
import { appendScenario, logStore, type Log } from './test-support/log-store.ts'

const plan = (operation: string): Plan => ({
  version: 1, scenario: 's', input: null, disk: { profile: 'posix', sectorSize: 512, powersafeOverwrite: true }, randomSeed: 'x',
  lives: [{ order: 'run-on', holds: [{ operation, until: null }], faults: [], crash: { kind: 'power cut', after: operation, moment: 'settled', waitMs: 0, atMs: 0, clients: 'gone', image: [{ operation, part: 'data', form: 'lost' }] } }],
})

test('a label that is gone becomes the one with the same task, operation and count, everywhere in the plan', () => {
  const fitted = fitLoosely(plan('server/save/open session.json.new #1'), [['server/save/rename session.json #1', 'server/save/open session.json.tmp #1']])
  expect(fitted.loose).toEqual(['server/save/open session.json.new #1'])
  expect(fitted.plan).toEqual(plan('server/save/open session.json.tmp #1'))
})

test('a label that fits is left alone, and so is one that nothing fits', () => {
  for (const label of ['server/save/open a #1', 'server/load/open a #1', 'server/save/open a #2']) {
    expect(fitLoosely(plan(label), [['server/save/open a #1']])).toEqual({ plan: plan(label), loose: [] })
  }
})

/** The same store, after somebody renamed its file. */
function renamed(store: Implementation<Log>): Implementation<Log> {
  return {
    ...store,
    open: async (host, options) => {
      const path = (given: unknown): string => String(given).replace('/log', '/journal')
      const fs = { ...host.fs, open: (given: never, ...rest: never[]) => host.fs.open(path(given), ...rest), readFile: (given: never, ...rest: never[]) => host.fs.readFile(path(given), ...rest) }
      return store.open({ fs, clock: host.clock, random: host.random, pid: host.pid, boot: host.boot } as typeof host, options)
    },
  }
}

test('a repro goes on showing its violation after a file was renamed, and says that it fits loosely', async () => {
  const broken = logStore({ syncFile: false })
  const { finding } = await explore(appendScenario(), broken, { seed: 'test', runs: 4, profiles: ['posix'], suite: 'log' })
  expect(await replay(finding!.plan, appendScenario(), broken)).toMatchObject({ verdict: 'violated', fit: 'exact', runs: 1 })
  const replayed = await replay(finding!.plan, appendScenario(), renamed(broken))
  expect(replayed).toMatchObject({ verdict: 'violated', invariant: finding!.invariant, runs: 2 })
  expect((replayed.fit as { loose: string[] }).loose.length).toBeGreaterThan(0)
})

test('a repro whose operations are gone is outdated, never silently held', async () => {
  const { finding } = await explore(appendScenario(), logStore({ syncFile: false }), { seed: 'test', runs: 4, profiles: ['posix'], suite: 'log' })
  const deaf: Implementation<Log> = { ...logStore(), open: async () => ({ append: async () => undefined, read: async () => [] }) }
  const replayed = await replay(finding!.plan, appendScenario(), deaf)
  expect(replayed.fit).toHaveProperty('outdated')
})

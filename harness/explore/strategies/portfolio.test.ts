import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../../check/define-scenario.ts'
import type { Implementation } from '../../check/implementation.ts'
import type { Scenario } from '../../check/scenario.ts'
import { Disk } from '../../disk/disk.ts'
import { recordLife, type LifeRecord } from '../life-record.ts'
import { explore } from '../explore.ts'
import { racesOf, reversed } from '../races.ts'
import { planned } from '../planned.ts'
import { portfolio } from './portfolio.ts'
import { raceReversalStrategy } from './race-reversal.ts'
import { runOnStrategy } from './strategy.ts'

interface Counter {
  add(): Promise<void>
  value(): Promise<number>
}

const read = async (host: Parameters<Implementation['open']>[0], path: string): Promise<number> => Number(await host.fs.readFile(path, 'utf8').catch(() => '0'))

/** Two processes share one number under a lease that nothing fences: an owner that is slower than its lease writes over the next one. */
const lease: Implementation<Counter> = {
  name: 'lease',
  capabilities: [],
  open: async (host) => ({
    async add() {
      while (host.clock.now() - (await read(host, '/lease')) < 1_000) await host.clock.sleep(100)
      await host.fs.writeFile('/lease', String(host.clock.now()))
      const next = (await read(host, '/n')) + 1
      await host.fs.writeFile(`/n.${host.pid}`, String(next), { flush: true })
      await host.fs.rename(`/n.${host.pid}`, '/n')
      await host.fs.writeFile('/lease', '0')
    },
    value: () => read(host, '/n'),
  }),
}

const additions = (id: string, secondAfterMs: number): Scenario<Counter> =>
  scenario<Counter, null, number>({
    id,
    title: 'two processes add to one number',
    origin: [],
    input: fc.constant(null),
    faults: [],
    async workload(stage) {
      const one = await stage.start('one')
      const two = await stage.start('two')
      stage.client('first', () => one.store.add())
      stage.client('second', async () => {
        if (secondAfterMs > 0) await stage.clock.sleep(secondAfterMs)
        await two.store.add()
      })
    },
    recover: async (stage) => (await stage.start('reader')).store.value(),
    invariants: [{
      name: 'both count',
      states: 'Both additions count after a clean stop.',
      check: ({ lives }) => (lives[0]!.crash?.kind !== 'clean stop' || lives[1]!.observed === 2 ? undefined : `the value is ${lives[1]!.observed}`),
    }],
  })

test('a lease without a fence: an operation that is slower than the lease shows it, without any fault', async () => {
  const result = await explore(additions('counter/lease', 500), lease, { seed: 'slow', runs: 96, profiles: ['ext4'], suite: 'counter' })
  expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'both count', fit: 'exact' } })
})

describe('race reversal', () => {
  const subject = additions('counter/race', 0)
  const unlocked: Implementation<Counter> = { ...lease, open: async (host) => ({
    add: async () => host.fs.writeFile('/n', String((await read(host, '/n')) + 1)),
    value: () => read(host, '/n'),
  }) }
  const record = (chooser: ReturnType<typeof planned>): Promise<LifeRecord> =>
    recordLife({ scenario: subject, implementation: unlocked, input: null, randomSeed: 'race', number: 1, startMs: 0, disk: new Disk(), chooser })

  test('a race is two operations of two tasks that clash, of which the second did not follow from the first; holding the first turns it round', async () => {
    const { steps } = await record(planned({ order: 'run-on', holds: [], faults: [] }))
    const races = racesOf(steps).filter(({ first, second }) => steps[first]!.operation.path === '/n' && steps[second]!.operation.path === '/n')
    expect(races.length).toBeGreaterThan(3)
    let turned = 0
    for (const race of races) {
      const hold = reversed(steps, race)
      const plan = planned({ order: 'run-on', holds: [hold], faults: [] })
      const labels = (await record(plan)).steps.map(({ operation }) => operation.label)
      if (plan.loose().length > 0 || plan.unmatched().length > 0) continue
      turned++
      expect(labels.indexOf(hold.operation)).toBeGreaterThan(labels.indexOf(hold.until!))
    }
    expect(turned / races.length).toBeGreaterThan(0.7)
  })

  test('the strategy learns the races of the bare orders, then those of what it ran, and never runs one twice', async () => {
    const strategy = raceReversalStrategy('seed')
    strategy.learn!(await record(planned({ order: 'run-on', holds: [], faults: [] })), runOnStrategy)
    const orders = new Set<string>()
    for (let run = 0; run < 12; run++) {
      const life = await record(strategy.next() as ReturnType<typeof planned>)
      strategy.learn!(life, strategy)
      orders.add(life.steps.map(({ operation }) => operation.label).join())
    }
    expect(orders.size).toBeGreaterThan(6)
  })

  test('the lost update is found', async () => {
    const result = await explore(subject, unlocked, { seed: 'race', runs: 16, profiles: ['ext4'], suite: 'counter' })
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'both count', fit: 'exact' } })
  })
})

test('inputs with few runs share the strategies', () => {
  const names = Array.from({ length: 12 }, (_, group) => [0, 1, 2, 3].map((run) => portfolio('seed', group).of(run).name))
  expect(new Set(names.map(([first, second]) => `${first} ${second}`))).toEqual(new Set(['oldestFirst runOn']))
  const later = names.flatMap((runs) => runs.slice(2))
  const count = (name: string): number => later.filter((other) => other === name).length
  expect([count('raceReversal'), count('slowOperations'), count('random')]).toEqual([10, 10, 4])
})

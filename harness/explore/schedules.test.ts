import { expect, test } from 'vitest'
import { Disk } from '../disk/disk.ts'
import type { Hold } from '../check/plan.ts'
import { lifeOf } from '../check/stage.ts'
import type { Implementation } from '../check/implementation.ts'
import { oldestFirst, runOn, type Chooser } from '../world/chooser.ts'
import { World } from '../world/world.ts'
import { encoder } from './holds.ts'
import { planned } from './planned.ts'
import { randomStrategy } from './strategies/strategy.ts'

interface Counter {
  add(amount: number): Promise<void>
  slow(): Promise<void>
}

const counter: Implementation<Counter> = {
  name: 'counter',
  capabilities: [],
  async open(host) {
    await host.fs.writeFile('/n', '0')
    return {
      add: async (amount) => {
        const value = Number(await host.fs.readFile('/n', 'utf8'))
        await host.fs.writeFile('/n', String(value + amount))
      },
      slow: async () => {
        await host.clock.sleep(50)
        await host.fs.writeFile('/slow', 'x')
      },
    }
  },
}

/** Three clients of two processes, with timers. Returns the labels in the order in which they ran. */
async function race(chooser: Chooser): Promise<string[]> {
  const world = new World({ disk: new Disk(), randomSeed: 'race', chooser, labels: true, record: true })
  const run = lifeOf(world, counter as Implementation, async (stage) => {
    const connections = [await stage.start('one'), await stage.start('two')] as unknown as { store: Counter }[]
    for (const [index, name] of ['alice', 'bob', 'carol'].entries()) {
      stage.client(name, async () => {
        await connections[index % 2]!.store.add(1)
        await connections[0]!.store.slow()
      })
    }
  })
  expect(await world.live(run.body)).toEqual({ kind: 'ended' })
  return world.steps.map(({ operation }) => operation.label)
}

test('any schedule is a few holds over run-on order, and they replay it exactly', async () => {
  const strategy = randomStrategy('encode')
  for (let run = 0; run < 25; run++) {
    const order = await race(strategy.next())
    const encoding = encoder(order)
    expect(await race(encoding)).toEqual(order)
    expect(encoding.followed()).toBe(true)
    const plan = planned({ order: 'run-on', holds: encoding.holds(), faults: [] })
    expect(await race(plan)).toEqual(order)
    expect(plan.unmatched()).toEqual([])
  }
})

test('an order that this code cannot take is left, and that is told', async () => {
  const order = await race(randomStrategy('encode').next())
  const encoding = encoder([...order].reverse())
  expect([...(await race(encoding))].sort()).toEqual([...order].sort())
  expect(encoding.followed()).toBe(false)
})

test('the bare orders need no hold', async () => {
  const encoding = encoder(await race(runOn()))
  await race(encoding)
  expect(encoding.holds()).toEqual([])
  expect(await race(planned({ order: 'oldest-first', holds: [], faults: [] }))).toEqual(await race(oldestFirst()))
})

test('a hold delays one operation and moves no other one', async () => {
  const order = await race(runOn())
  const held = order.find((label) => label.includes('alice.add/open'))!
  const until = order.find((label) => label.includes('bob.add/close'))!
  const changed = await race(planned({ order: 'run-on', holds: [{ operation: held, until }], faults: [] }))
  expect(changed.indexOf(held)).toBeGreaterThan(changed.indexOf(until))
  expect(changed.filter((label) => label.startsWith('two/'))).toEqual(order.filter((label) => label.startsWith('two/')))
})

test('held until nothing else can run, timers included', async () => {
  const order = await race(runOn())
  const held = order.find((label) => label.includes('alice.add/open'))!
  const plan = planned({ order: 'run-on', holds: [{ operation: held, until: null }], faults: [] })
  const changed = await race(plan)
  expect(changed.indexOf(held)).toBeGreaterThan(changed.findIndex((label) => label.includes('carol.slow/open')))
  expect(plan.unmatched()).toEqual([])
  expect(plan.loose()).toEqual([])
})

test('a hold whose label never appears, or that is released by force, is reported', async () => {
  const order = await race(runOn())
  const never = planned({ order: 'run-on', holds: [{ operation: 'one/nobody/open n #1', until: null }], faults: [] })
  await race(never)
  expect(never.unmatched()).toEqual(['one/nobody/open n #1'])
  const impossible: Hold[] = [{ operation: order[0]!, until: order[order.length - 1]! }]
  const forced = planned({ order: 'run-on', holds: impossible, faults: [] })
  await race(forced)
  expect(forced.loose()).toEqual([order[0]])
})

test('random schedules differ: among 30 runs at least 25 orders', async () => {
  const strategy = randomStrategy('variety')
  const orders = new Set<string>()
  for (let run = 0; run < 30; run++) orders.add((await race(strategy.next())).join())
  expect(orders.size).toBeGreaterThanOrEqual(25)
})

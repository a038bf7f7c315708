import { describe, expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import { ProcessDied } from '../check/implementation.ts'
import type { Connection, Stage } from '../check/scenario.ts'
import { leaveLife, lifeOf, type LifeRun } from '../check/stage.ts'
import { Disk } from '../disk/disk.ts'
import type { Host } from '../host/host.ts'
import type { Json } from '../check/json.ts'
import { randomStrategy } from '../explore/strategies/strategy.ts'
import { oldestFirst, runOn, type Chooser } from './chooser.ts'
import { DeterminismError, installGuard } from './guard.ts'
import type { LifeOutcome } from './life.ts'
import { World } from './world.ts'

type Ops = Record<string, (...args: never[]) => Promise<unknown>>
type Open = (host: Host, options: Json) => Promise<Ops> | Ops

interface Ran<T> {
  readonly world: World
  readonly outcome: LifeOutcome
  readonly run: LifeRun<T>
}

async function live<T>(open: Open, body: (stage: Stage<Record<string, (...args: Json[]) => Promise<Json>>>) => Promise<T>, chooser: Chooser = runOn(), disk = new Disk()): Promise<Ran<T>> {
  const implementation: Implementation = { name: 'test', capabilities: [], open: async (host, options) => open(host, options) }
  const world = new World({ disk, randomSeed: 'seed', chooser, labels: true, record: true })
  const run = lifeOf(world, implementation, body as (stage: Stage<never>) => Promise<T>)
  const outcome = await world.live(run.body, () => leaveLife(run))
  return { world, outcome, run }
}

/** A store that uses what real code uses: nextTick, queueMicrotask, race, async iterators, AbortSignal. */
const busy: Open = (host) => ({
  work: async (name: string) => {
    await new Promise<void>((resolve) => process.nextTick(resolve))
    const abort = new AbortController()
    await Promise.race([host.clock.sleep(1_000, { signal: abort.signal }).catch(() => undefined), host.fs.writeFile(`/${name}`, name)])
    abort.abort()
    async function* parts(): AsyncGenerator<string> {
      for (let at = 0; at < 3; at++) {
        await new Promise<void>((resolve) => queueMicrotask(resolve))
        await host.fs.appendFile(`/${name}`, `-${at}`)
        yield `${at}`
      }
    }
    for await (const _part of parts()) await host.clock.sleep(5)
    return host.fs.readFile(`/${name}`, 'utf8')
  },
})

const threeProcesses = async (stage: Stage<Record<string, (...args: Json[]) => Promise<Json>>>): Promise<string[]> => {
  const results: string[] = []
  const connections = await Promise.all(['one', 'two', 'three'].map((name) => stage.start(name)))
  for (const [index, client] of ['alice', 'bob'].entries()) {
    stage.client(client, async () => {
      for (const connection of connections) results.push((await connection.store.work!(`${client}${index}`)) as string)
    })
  }
  await Promise.all(connections.map(async ({ store }, index) => results.push((await store.work!(`main${index}`)) as string)))
  await stage.clock.sleep(100)
  return results
}

describe('a scenario with three processes, clients, and races inside one process', () => {
  test.each([['run-on', runOn], ['oldest first', oldestFirst], ['random', () => randomStrategy('world').next()]] as const)('%s comes to its end', async (_name, chooser) => {
    const { outcome, run, world } = await live(busy, threeProcesses, chooser())
    expect(outcome).toEqual({ kind: 'ended' })
    expect(run.recorder.at().map(({ outcome: ended }) => ended)).toEqual(Array(9).fill('acknowledged'))
    expect(run.value()).toContain('main2-0-1-2')
    expect(world.steps.length).toBeGreaterThan(100)
  })

  test('the same plan gives the same hash, another schedule another one', async () => {
    const hashes = async (chooser: () => Chooser): Promise<string[]> => [(await live(busy, threeProcesses, chooser())).world.hash(), (await live(busy, threeProcesses, chooser())).world.hash()]
    const [first, second] = await hashes(runOn)
    expect(first).toBe(second)
    expect(await hashes(() => randomStrategy('x').next())).not.toContain(first)
    // Kept from Node 20.20: the same on any machine and any Node from 20 to 26.
    expect(first).toMatchInlineSnapshot(`"75644f15798d0038"`)
  })

  test('labels are unique and name process, task, operation and path', async () => {
    const { world } = await live(busy, threeProcesses)
    const labels = world.steps.map(({ operation }) => operation.label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(labels).toContain('one/alice.work/open alice* #1')
    expect(labels).toContain('client/main/start two #1')
    expect(labels).toContain('two/work/arrive #1')
  })
})

describe('processes', () => {
  test('a killed process never settles: its call is indeterminate, no finally runs, descriptors close, the page cache stays', async () => {
    let finallyRan = false
    const { outcome, run, world } = await live(
      (host) => ({
        write: async () => {
          const file = await host.fs.open('/f', 'w')
          try {
            await file.write('abc')
            await host.clock.sleep(1_000)
          } finally {
            finallyRan = true
          }
        },
        read: () => host.fs.readFile('/f', 'utf8'),
      }),
      async (stage) => {
        const connection = await stage.start('server')
        const call = connection.store.write!().then(() => 'settled', (error: unknown) => error)
        await stage.clock.sleep(10)
        await connection.kill()
        const error = await call
        const refused = await connection.store.read!().catch((reason: unknown) => reason)
        await connection.restart()
        return [error instanceof ProcessDied, refused instanceof ProcessDied, await connection.store.read!()]
      },
    )
    expect(outcome).toEqual({ kind: 'ended' })
    expect(run.value()).toEqual([true, true, 'abc'])
    expect(finallyRan).toBe(false)
    expect(run.recorder.at().map(({ method, outcome: ended }) => [method, ended])).toEqual([['write', 'indeterminate'], ['read', 'refused'], ['read', 'acknowledged']])
    expect(world.processes.names()).toEqual([])
  })

  test('a paused process does nothing while time goes on', async () => {
    const { run } = await live(
      (host) => ({ stamp: async () => (await host.fs.stat('/'), host.clock.monotonic()) }),
      async (stage) => {
        const connection = await stage.start('server')
        connection.pause()
        const stamp = connection.store.stamp!()
        await stage.clock.sleep(500)
        connection.resume()
        return Number(await stamp) > 500
      },
    )
    expect(run.value()).toBe(true)
  })

  test('a fresh start has fresh memory, another pid, the same boot', async () => {
    const { run } = await live(
      (host) => {
        let count = 0
        return { count: async () => ++count, who: async () => [host.pid, host.boot] }
      },
      async (stage) => {
        const connection: Connection<Record<string, () => Promise<Json>>> = (await stage.start('server')) as never
        const first = [await connection.store.count!(), await connection.store.count!(), await connection.store.who!()]
        await connection.restart()
        return [first, await connection.store.count!(), await connection.store.who!()]
      },
    )
    const [[one, two, [pid, boot]], again, [newPid, newBoot]] = run.value() as unknown as [[number, number, [number, string]], number, [number, string]]
    expect([one, two, again]).toEqual([1, 2, 1])
    expect(newPid).not.toBe(pid)
    expect(newBoot).toBe(boot)
  })

  test('an unhandled rejection ends the run as failed and names the process', async () => {
    const { outcome } = await live(
      (host) => ({
        go: async () => {
          void host.fs.readFile('/missing')
          await host.clock.sleep(10)
        },
      }),
      async (stage) => void (await (await stage.start('server')).store.go!()),
    )
    expect(outcome).toMatchObject({ kind: 'failed', process: 'server' })
  })
})

describe('time', () => {
  test('operations overlap: a hundred syncs at once take as long as one', async () => {
    const { world } = await live(
      (host) => ({
        sync: async () => {
          const files = await Promise.all(Array.from({ length: 100 }, async (_, index) => host.fs.open(`/f${index}`, 'w')))
          await Promise.all(files.map(async (file) => file.sync()))
        },
      }),
      async (stage) => void (await (await stage.start('server')).store.sync!()),
    )
    expect(world.nowMs).toBeLessThan(21)
  })

  test('an operation can outlast a timer: the clock moves while it is held back', async () => {
    const slowest: Chooser = { choose: (ready, timers) => (timers.size > 0 ? 'advance clock' : ready.length - 1) }
    const { run } = await live(
      (host) => ({
        race: async () => Promise.race([host.fs.stat('/').then(() => 'stat'), host.clock.sleep(10_000).then(() => 'sleep')]),
      }),
      async (stage) => (await stage.start('server')).store.race!(),
      slowest,
    )
    expect(run.value()).toBe('sleep')
  })

  test('an aborted sleep rejects with the reason of its signal, before and after it began', async () => {
    const { run } = await live(
      (host) => ({
        sleep: async () => {
          const early = await host.clock.sleep(10, { signal: AbortSignal.abort(new Error('early')) }).catch((error: Error) => error.message)
          const controller = new AbortController()
          const sleeping = host.clock.sleep(10_000, { signal: controller.signal }).catch((error: Error) => error.message)
          controller.abort(new Error('late'))
          return [early, await sleeping]
        },
      }),
      async (stage) => (await stage.start('server')).store.sleep!(),
    )
    expect(run.value()).toEqual(['early', 'late'])
  })
})

describe('verdict of a life', () => {
  test('a deadlock is stuck and names what is awaited', async () => {
    const { outcome } = await live(() => ({ never: () => new Promise(() => {}) }), async (stage) => void (await (await stage.start('server')).store.never!()))
    expect(outcome).toMatchObject({ kind: 'stuck', reason: expect.stringContaining('server.never()') as string })
  })

  test('what waits for something outside is stuck, not hanging', async () => {
    const later = new Promise((resolve) => setTimeout(resolve, 5))
    const { outcome } = await live(() => ({ never: () => later }), async (stage) => void (await (await stage.start('server')).store.never!()))
    expect(outcome).toMatchObject({ kind: 'stuck', reason: expect.stringContaining('does not own') as string })
  })

  test('code that never rests after heal() is stuck', async () => {
    const { outcome } = await live(
      (host) => ({
        spin: async () => {
          for (;;) await host.fs.stat('/')
        },
      }),
      async (stage) => {
        const { store } = await stage.start('server')
        stage.heal()
        await store.spin!()
      },
    )
    expect(outcome).toMatchObject({ kind: 'stuck', reason: expect.stringContaining('without coming to rest') as string })
  })
})

describe('guard', () => {
  const calls: Record<string, () => unknown> = {
    'Date.now()': () => Date.now(),
    'new Date()': () => new Date(),
    'Math.random()': () => Math.random(),
    'performance.now()': () => performance.now(),
    'setTimeout()': () => setTimeout(() => undefined, 1),
    'setImmediate()': () => setImmediate(() => undefined),
    'crypto.randomUUID()': () => crypto.randomUUID(),
    'process.hrtime()': () => process.hrtime(),
    'process.hrtime.bigint()': () => process.hrtime.bigint(),
    'AbortSignal.timeout()': () => AbortSignal.timeout(1),
  }

  test.each(Object.entries(calls))('%s throws inside a world and works outside', async (name, call) => {
    const remove = installGuard()
    try {
      const { outcome, run } = await live(() => ({ call: async () => void call() }), async (stage) => void (await (await stage.start('server')).store.call!().catch(() => undefined)))
      expect(run.recorder.at()[0]!.error).toMatchObject({ name: 'DeterminismError', message: expect.stringContaining(name) as string })
      expect(outcome).toMatchObject({ kind: 'failed' })
      expect((outcome as { error: unknown }).error).toBeInstanceOf(DeterminismError)
      const outside = call()
      if (name === 'setTimeout()') clearTimeout(outside as NodeJS.Timeout)
    } finally {
      remove()
    }
  })

  test('node:fs, node:timers and node:crypto throw too, also through named imports', async () => {
    const remove = installGuard()
    try {
      const { readFileSync } = await import('node:fs')
      const { setTimeout: timer } = await import('node:timers/promises')
      const { randomBytes } = await import('node:crypto')
      for (const call of [() => readFileSync('/etc/hostname'), () => timer(1), () => randomBytes(4)]) {
        const { outcome } = await live(() => ({ call: async () => void (await call()) }), async (stage) => void (await (await stage.start('server')).store.call!().catch(() => undefined)))
        expect(outcome).toMatchObject({ kind: 'failed' })
      }
    } finally {
      remove()
    }
  })

  test('new Date(ms) stays, and instanceof works', () => {
    const before = new Date(5)
    const remove = installGuard()
    expect(new Date(5).getTime()).toBe(5)
    expect(before).toBeInstanceOf(Date)
    remove()
  })
})

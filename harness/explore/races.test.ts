import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import type { Implementation } from '../check/implementation.ts'
import { ProcessDied } from '../check/implementation.ts'
import type { Invariant, Scenario } from '../check/scenario.ts'
import { processDeath, powerCut } from '../faults/crashes.ts'
import { clockJump, pause } from '../faults/delays.ts'
import { explore } from './explore.ts'
import { replay } from './replay.ts'

interface Counter {
  add(): Promise<number>
  value(): Promise<number>
}

/** A counter in a file, replaced by rename. With `locked`, additions wait for each other; without, the update of one is lost. */
function counter(locked: boolean): Implementation<Counter> {
  return {
    name: locked ? 'locked counter' : 'unlocked counter',
    capabilities: [],
    async open(host) {
      const read = async (): Promise<number> => Number(await host.fs.readFile('/n', 'utf8').catch(() => '0'))
      let tail: Promise<unknown> = Promise.resolve()
      let saves = 0
      const save = async (): Promise<number> => {
        const next = (await read()) + 1
        const temporary = `/n.${host.pid}.${++saves}`
        await host.fs.writeFile(temporary, String(next), { flush: true })
        await host.fs.rename(temporary, '/n')
        const directory = await host.fs.open('/', 'r')
        await directory.sync()
        await directory.close()
        return next
      }
      return {
        add: () => {
          const turn = locked ? tail.then(save) : save()
          tail = turn.catch(() => undefined)
          return turn
        },
        value: read,
      }
    },
  }
}

const additionsCount: Invariant<number, number> = {
  name: 'additions count',
  states: 'The value is at least the number of acknowledged additions.',
  check: ({ lives }) => {
    const acknowledged = lives.flatMap(({ history }) => history).filter(({ method, outcome }) => method === 'add' && outcome === 'acknowledged').length
    const observed = lives[lives.length - 1]!.observed ?? 0
    return observed < acknowledged ? `${acknowledged} additions were acknowledged and the value is ${observed}` : undefined
  },
}

const race: Scenario<Counter> = scenario<Counter, number, number>({
  id: 'counter/race',
  title: 'clients add at the same time',
  origin: [],
  input: fc.integer({ min: 1, max: 4 }),
  faults: [processDeath(), powerCut()],
  async workload(stage, clients) {
    const { store } = await stage.start('server')
    for (let client = 0; client < clients; client++) stage.client(`client-${client}`, async () => void (await store.add()))
  },
  async recover(stage) {
    return (await stage.start('server')).store.value()
  },
  invariants: [additionsCount],
})

// posix admits that a rename over a file leaves neither the old nor the new name, so replacing by rename is not enough there.
const options = { seed: 'race', runs: 16, profiles: ['ext4'], suite: 'counter' }

describe('schedules', () => {
  test('a lost update is found, made small, and replays', async () => {
    const result = await explore(race, counter(false), options)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'additions count', fit: 'exact' } })
    const { plan } = result.finding!
    expect(plan.input).toBe(2)
    expect(plan.lives[0]!.holds.length).toBeLessThanOrEqual(2)
    expect(await replay(plan, race, counter(false))).toMatchObject({ verdict: 'violated', fit: 'exact' })
    expect(await replay(plan, race, counter(true))).toMatchObject({ verdict: 'held' })
  })

  test('with a lock it holds', async () => {
    expect(await explore(race, counter(true), options)).toMatchObject({ verdict: 'held' })
  })
})

describe('clients survive the crash', () => {
  /** A client that tries again after a crash until it is told that it was done: at most as many additions as it made calls. */
  const insistent = scenario<Counter, number, number>({
    ...race,
    id: 'counter/insistent',
    async workload(stage, additions) {
      const first = await stage.start('server')
      stage.client('insistent', async () => {
        let connection = first
        for (let done = 0; done < additions; ) {
          try {
            await connection.store.add()
            done++
          } catch (error) {
            if (!(error instanceof ProcessDied)) throw error
            stage.sometimes('tried again after a crash')
            connection = await stage.start('retry')
          }
        }
      })
    },
    async recover(stage) {
      const { store } = await stage.start('server')
      await stage.clock.sleep(1_000)
      return store.value()
    },
    invariants: [
      additionsCount,
      {
        name: 'once each',
        states: 'An addition that was tried once more counts once.',
        check: ({ input, lives }) => {
          const observed = lives[lives.length - 1]!.observed ?? 0
          return observed > input ? `${input} additions were asked for and the value is ${observed}` : undefined
        },
      },
    ],
    probes: ['tried again after a crash'],
  })

  test('what they do in the next life is run for real: a retry without an idempotency key counts twice', async () => {
    const result = await explore(insistent, counter(true), options)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'once each' } })
    expect(result.finding!.plan.lives[0]!.crash).toMatchObject({ clients: 'live on' })
    expect(await replay(result.finding!.plan, insistent, counter(true))).toMatchObject({ verdict: 'violated', fit: 'exact' })
  })
})

describe('faults inside a life', () => {
  const lease: Implementation<Counter> = {
    name: 'lease',
    capabilities: [],
    async open(host) {
      // Believes its wall clock: whoever sees a lease older than a second takes it, and nothing fences the old owner.
      const read = async (path: string): Promise<number> => Number(await host.fs.readFile(path, 'utf8').catch(() => '0'))
      return {
        async add() {
          while (host.clock.now() - (await read('/lease')) < 1_000) await host.clock.sleep(100)
          await host.fs.writeFile('/lease', String(host.clock.now()))
          const next = (await read('/n')) + 1
          await host.fs.writeFile(`/n.${host.pid}`, String(next), { flush: true })
          await host.fs.rename(`/n.${host.pid}`, '/n')
          await host.fs.writeFile('/lease', '0')
          return next
        },
        value: () => read('/n'),
      }
    },
  }
  const twoProcesses = (faults: Scenario['faults']): Scenario<Counter> =>
    scenario<Counter, number, number>({
      ...race,
      id: 'counter/lease',
      faults,
      async workload(stage) {
        const one = await stage.start('one')
        const two = await stage.start('two')
        stage.client('first', async () => void (await one.store.add()))
        stage.client('second', async () => {
          await stage.clock.sleep(500)
          await two.store.add()
        })
      },
    })

  test.each([['pause', pause({ msMax: 60_000 })], ['clockJump', clockJump({ msMax: 60_000 })]])('%s breaks a lease without a fence, and is part of the plan', async (name, fault) => {
    const scenarioWithFault = twoProcesses([fault])
    const result = await explore(scenarioWithFault, lease, { ...options, runs: 96 })
    expect(result.faults[name]).toBeGreaterThan(0)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'additions count' } })
    expect(await replay(result.finding!.plan, scenarioWithFault, lease)).toMatchObject({ verdict: 'violated', fit: 'exact' })
  })

  test('a process is killed between the effect of an operation and its answer: a retry without an idempotency key counts twice', async () => {
    // One syscall with O_DSYNC per addition: there is no other moment at which the file has it and the client does not know.
    const log: Implementation<Counter> = {
      name: 'one syscall',
      capabilities: [],
      async open(host) {
        const file = await host.fs.open('/n', 'as')
        return { add: async () => (await file.write('x')).bytesWritten, value: async () => (await host.fs.readFile('/n')).length }
      },
    }
    const retrying = scenario<Counter, number, number>({
      ...race,
      id: 'counter/retrying',
      faults: [processDeath({ single: true })],
      async workload(stage, additions) {
        const connection = await stage.start('server')
        for (let done = 0; done < additions; done++) {
          await connection.store.add().catch(async (error: unknown) => {
            if (!(error instanceof ProcessDied)) throw error
            await connection.restart()
            await connection.store.add()
          })
        }
      },
      invariants: [{
        name: 'once each',
        states: 'An addition that was tried once more counts once.',
        check: ({ input, lives }) => (Number(lives[lives.length - 1]!.observed ?? 0) > input ? `${input} additions were asked for and more were counted` : undefined),
      }],
    })
    const result = await explore(retrying, log, { ...options, runs: 96 })
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'once each' } })
    expect(result.finding!.plan.lives[0]!.faults).toMatchObject([{ fault: 'processDeath', options: { moment: 'after' } }])
  })

  test('one process is killed while the others live', async () => {
    const killed = scenario<Counter, number, number>({ ...race, id: 'counter/killed', faults: [processDeath({ single: true })] })
    const result = await explore(killed, counter(true), options)
    expect(result).toMatchObject({ verdict: 'held' })
    expect(result.faults.processDeath).toBeGreaterThan(0)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import { ProcessDied, type Implementation } from '../check/implementation.ts'
import type { Crash } from '../check/plan.ts'
import type { Invariant, LifeContext, Scenario, Stage } from '../check/scenario.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { powerCut, processDeath } from '../faults/crashes.ts'
import { explore } from './explore.ts'
import { appendScenario, logStore, texts, type Log } from './test-support/log-store.ts'

/** What a wrong memo, a lost operation or a crash point that is never taken would get wrong: each test failed on such a mistake once. */
const search = (subject: Scenario, implementation: Implementation, profiles: readonly string[] = ['posix'], runs = 16): Promise<ScenarioResult> =>
  explore(subject, implementation, { seed: 'sound', runs, profiles, suite: 'log' })

const law = (name: string, check: Invariant<unknown, unknown>['check']): Invariant<never, never> => ({ name, states: 'A law.', check }) as Invariant<never, never>

describe('a recovery is remembered only for what it looked at', () => {
  const recoveringWith = (look: (life: LifeContext, nowMs: number) => unknown, check: (seen: never, crash: { kind: string; atMs: number }) => boolean): Scenario<Log> =>
    appendScenario({
      faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
      recover: async (stage, _input, life) => look(life, stage.clock.now()),
      invariants: [law('told the truth', ({ lives }) => (check(lives[1]!.observed as never, lives[0]!.crash!) ? undefined : 'recovery was told of another crash'))],
    })

  test('the kind of the crash', async () => {
    expect(await search(recoveringWith((life) => life.crash.kind, (seen, crash) => seen === crash.kind), logStore())).toMatchObject({ verdict: 'held' })
  })

  test('the time of the crash', async () => {
    expect(await search(recoveringWith((life) => life.crash.atMs, (seen, crash) => seen === crash.atMs), logStore())).toMatchObject({ verdict: 'held' })
  })

  test('the clock', async () => {
    const after = recoveringWith((_life, nowMs) => nowMs, (seen, crash) => (seen as number) >= Date.UTC(2030, 0) + crash.atMs)
    expect(await search(after, logStore())).toMatchObject({ verdict: 'held' })
  })

  test('modification times: equal bytes that were written at another time are another disk', async () => {
    const touching: Implementation<{ touch(): Promise<void>; changed(): Promise<number> }> = {
      name: 'touching',
      capabilities: [],
      async open(host) {
        return {
          async touch() {
            await host.clock.sleep(10_000)
            const file = await host.fs.open('/f', 'a+')
            await file.truncate(0)
            await file.write('x')
            await file.sync()
            await file.close()
          },
          changed: async () => (await host.fs.stat('/f').catch(() => ({ mtimeMs: 0 }))).mtimeMs,
        }
      },
    }
    const subject = scenario({
      id: 'touch/kept', title: 'kept', origin: ['a test'], input: fc.constant(3), faults: [processDeath({ crashes: 1 })],
      workload: async (stage: Stage<{ touch(): Promise<void>; changed(): Promise<number> }>, times) => {
        const { store } = await stage.start('app')
        for (let count = 0; count < times; count++) await store.touch()
      },
      recover: async (stage) => (await stage.start('app')).store.changed(),
      invariants: [{
        name: 'as young as the last touch', states: 'A law.',
        check: ({ lives }) => {
          const last = lives[0]!.history.findLast(({ method, outcome }) => method === 'touch' && outcome === 'acknowledged')
          return last === undefined || lives[1]!.observed! > Date.UTC(2030, 0) + last.calledAtMs + 9_000 ? undefined : 'recovery was told of an older file'
        },
      }],
    })
    expect(await search(subject as never, touching as never)).toMatchObject({ verdict: 'held' })
  })

  test('the history: calls of a later life come after those of an earlier one, and have other ids', async () => {
    const ordered = appendScenario({
      invariants: [law('in order', ({ lives }) => {
        const calls = lives.flatMap(({ history }) => history)
        const ids = new Set(calls.map(({ id }) => id))
        if (ids.size !== calls.length) return 'two calls have one id'
        const early = calls.find((call, index) => index > 0 && call.calledAtMs < calls[index - 1]!.calledAtMs)
        return early === undefined ? undefined : `call ${early.id} began before the one ahead of it`
      })],
    })
    expect(await search(ordered, logStore())).toMatchObject({ verdict: 'held' })
  })
})

describe('a verdict is remembered only for what invariants looked at', () => {
  test.each<[string, (crash: Crash) => unknown]>([
    ['the time of the crash', ({ atMs }) => atMs],
    ['the operation that it came after', ({ after, moment }) => [after, moment]],
    ['what it left', ({ image }) => image],
  ])('%s', async (_what, look) => {
    const seenWith = async (remembers: boolean): Promise<Set<string>> => {
      const seen = new Set<string>()
      const looking = appendScenario({
        faults: [powerCut({ crashes: 1 })],
        invariants: [law('looks', ({ lives }) => void seen.add(JSON.stringify([look(lives[0]!.crash!), lives[1]!.observed])))],
      })
      await explore(looking, logStore({ syncFile: false }), { seed: 'sound', runs: 1, profiles: ['ext4'], suite: 'log', remembers })
      return seen
    }
    const [remembered, all] = [await seenWith(true), await seenWith(false)]
    expect(all.size).toBeGreaterThan(3)
    expect(remembered).toEqual(all)
  })
})

describe('crash points', () => {
  test('just after an effect, before its caller learns of it: a call that is indeterminate and happened', async () => {
    const happened = appendScenario({
      faults: [processDeath({ crashes: 1 })],
      invariants: [law('never unanswered and done', ({ lives }) => {
        const observed = lives[1]!.observed as string[]
        const open = lives[0]!.history.find(({ method, outcome }) => method === 'append' && outcome === 'indeterminate')
        return open !== undefined && observed.includes(String(open.arguments[0])) ? 'it was done' : undefined
      })],
    })
    const result = await search(happened, logStore())
    expect(result).toMatchObject({ verdict: 'violated' })
    expect(result.finding!.plan.lives[0]!.crash).toMatchObject({ moment: 'performed' })
  })

  test('later, while nothing happens: what was to be durable within a second', async () => {
    const lazy: Implementation<Log> = { ...logStore(), open: async (host, options) => logStore({ syncFile: false }).open(host, options) }
    const waiting = appendScenario({
      faults: [powerCut({ crashes: 1 })],
      async workload(stage, input: string[]) {
        const { store } = await stage.start('server')
        await store.append(input[0]!)
        await stage.clock.sleep(5_000)
        await store.append('end')
      },
      invariants: [law('durable within a second', ({ lives }) => {
        const [first, second] = lives
        const done = first!.history.find(({ method, outcome }) => method === 'append' && outcome === 'acknowledged')
        const late = done !== undefined && first!.crash!.atMs - done.endedAtMs! > 1_000 && first!.history.length === 1
        return late && !(second!.observed as string[]).includes(String(done.arguments[0])) ? 'a record was lost seconds after it was acknowledged' : undefined
      })],
    })
    const result = await search(waiting, lazy)
    expect(result).toMatchObject({ verdict: 'violated' })
    expect(result.finding!.plan.lives[0]!.crash!.waitMs).toBeGreaterThan(1_000)
  })

  test('in the middle of a write: a process death cuts it where it crosses a page of its file', async () => {
    const long = 'x'.repeat(6_000)
    const whole: Scenario<Log> = scenario<Log, null, number>({
      id: 'log/whole',
      title: 'a long record is there whole or not at all',
      origin: [],
      input: fc.constant(null),
      faults: [processDeath({ crashes: 1 })],
      workload: async (stage) => (await stage.start('server')).store.append(long),
      recover: async (stage) => (await (await stage.start('server')).store.read())[0]?.length ?? 0,
      invariants: [law('whole', ({ lives }) => ([0, long.length].includes(lives[1]!.observed as number) ? undefined : `${String(lives[1]!.observed)} bytes of it are there`)) as never],
    })
    const trusting: Implementation<Log> = {
      ...logStore(),
      open: async (host, options) => ({ ...(await logStore().open(host, options)), read: async () => [await host.fs.readFile('/log', 'utf8')].map((text) => text.replace(';', '')) }),
    }
    const result = await search(whole, trusting)
    expect(result).toMatchObject({ verdict: 'violated' })
    expect(result.finding!.sentence).toBe('4096 bytes of it are there')
  })
})

describe('clients that live on', () => {
  const insistent = (again: (stage: Parameters<Scenario<Log>['workload']>[0]) => Promise<Log>): Scenario<Log> =>
    appendScenario({
      faults: [processDeath({ crashes: 1 })],
      input: texts,
      async workload(stage, input: string[]) {
        const first = await stage.start('server')
        stage.client('insistent', async () => {
          let store: Log = first.store
          for (let done = 0; done < input.length; ) {
            try {
              await store.append(input[done]!)
              done++
            } catch (error) {
              if (!(error instanceof ProcessDied)) throw error
              store = await again(stage)
            }
          }
        })
      },
      async recover(stage) {
        await stage.clock.sleep(2_000)
        return (await stage.start('reader')).store.read()
      },
    })

  test('a start, kill or restart that a crash interrupts is not lost', async () => {
    const restarting = insistent(async (stage) => {
      const connection = await stage.start('again')
      await connection.restart()
      await connection.kill()
      await connection.restart()
      return connection.store
    })
    const result = await search(restarting, logStore())
    expect(result).toMatchObject({ verdict: 'held' })
  })

  test('a call that its client leaves alone blames nobody', async () => {
    const careless = appendScenario({
      async workload(stage, input: string[]) {
        const connection = await stage.start('server')
        for (const text of input) {
          const call = connection.store.append(text)
          await stage.clock.sleep(1)
          await call
        }
        void connection.store.append('left')
        await connection.kill()
      },
    })
    expect(await search(careless, logStore())).toMatchObject({ verdict: 'held' })
  })
})

test('a recovery that is unsafe only after one rare state is crashed there', async () => {
  // Repairs its file in place when the last record is torn: a crash in the repair loses what was acknowledged.
  const repairing: Implementation<Log> = {
    ...logStore(),
    async open(host, options) {
      const text = await host.fs.readFile('/log', 'utf8').catch(() => '')
      if (text !== '' && !text.endsWith(';')) await host.fs.writeFile('/log', text.slice(0, text.lastIndexOf(';') + 1), { flush: true })
      return logStore().open(host, options)
    },
  }
  const result = await search(appendScenario({ input: fc.array(fc.constantFrom('a'.repeat(2_500), 'b'.repeat(2_500)), { minLength: 3, maxLength: 3 }) }), repairing, ['ext4'], 8)
  expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged survives' } })
  expect(result.finding!.plan.lives.length).toBe(3)
})

test('tasks of a recovery that race are run in both default orders', async () => {
  const racing: Implementation<Log> = {
    ...logStore(),
    async open(host, options) {
      const log = await logStore().open(host, options)
      const bump = async (): Promise<void> => {
        const value = Number(await host.fs.readFile('/n', 'utf8').catch(() => '0'))
        await host.fs.writeFile('/n', String(value + 1), { flush: true })
      }
      return { ...log, append: async (text) => (text === 'bump' ? bump() : log.append(text)), read: async () => [await host.fs.readFile('/n', 'utf8').catch(() => '0')] }
    },
  }
  const both = appendScenario({
    faults: [processDeath({ crashes: 2 })],
    workload: async (stage) => void (await stage.start('server')),
    async recover(stage) {
      const { store } = await stage.start('server')
      await Promise.all([store.append('bump'), store.append('bump')])
      return store.read()
    },
    invariants: [law('both count', ({ lives }) => {
      const last = lives[lives.length - 1]!
      return last.observed !== undefined && Number((last.observed as string[])[0]) < 2 ? 'one of two additions is gone' : undefined
    })],
  })
  const result = await search(both, racing)
  expect(result).toMatchObject({ verdict: 'violated' })
  expect(result.finding!.plan.lives[1]!.order).toBe('oldest-first')
})

test('a background timer does not hide that nothing gets on', async () => {
  const ticking: Implementation<Log> = {
    ...logStore(),
    async open(host) {
      void (async () => {
        for (;;) await host.clock.sleep(10)
      })()
      return { append: () => new Promise(() => {}), read: async () => [] }
    },
  }
  const result = await search(appendScenario(), ticking)
  expect(result).toMatchObject({ verdict: 'stuck' })
  expect(result.reason).toContain('server.append()')
})

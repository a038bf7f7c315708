import { describe, expect, test } from 'vitest'
import type { ScenarioResult } from '../check/verdict.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Scenario } from '../check/scenario.ts'
import { explore } from './explore.ts'
import { replay } from './replay.ts'
import { appendScenario, logStore, type Log } from './test-support/log-store.ts'

const search = (scenario: Scenario, implementation: Implementation, options: Partial<Parameters<typeof explore>[2]> = {}): Promise<ScenarioResult> =>
  explore(scenario, implementation, { seed: 'test', runs: 16, profiles: ['posix'], suite: 'log', ...options })

describe('what the search finds', () => {
  test('a correct store holds', async () => {
    const result = await search(appendScenario(), logStore())
    expect(result).toMatchObject({ verdict: 'held' })
    expect(result.counts.crashPoints).toBeGreaterThan(50)
    expect(result.faults.powerCut).toBeGreaterThan(50)
    expect(result.faults.processDeath).toBeGreaterThan(50)
  })

  test('acknowledge before fsync: the image is legal before the acknowledgement and illegal after it', async () => {
    const result = await search(appendScenario(), logStore({ acknowledgeFirst: true }))
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged survives' } })
    expect(result.finding!.plan.input).toEqual(['a'])
  })

  test.each([{ syncFile: false }, { syncDirectory: false }])('a missing sync: %j', async (mistake) => {
    const result = await search(appendScenario(), logStore(mistake))
    expect(result).toMatchObject({ verdict: 'violated' })
    expect(result.finding!.plan.lives[0]!.crash).toMatchObject({ kind: 'power cut' })
    expect(result.finding!.decisive.length).toBe(1)
  })

  test('a loss that needs a power cut is never reported where only processes die', async () => {
    const { faults } = appendScenario()
    const result = await search(appendScenario({ faults: faults.filter(({ name }) => name === 'processDeath') }), logStore({ syncFile: false, syncDirectory: false }))
    expect(result.verdict).toBe('held')
  })

  test('kill, recover, act, power cut', async () => {
    // Recovery makes nothing durable that it shows: after a process death it reads an unsynced record, and a later power cut takes it.
    const shown: Scenario<Log> = appendScenario({
      recover: async (stage) => (await stage.start('server')).store.read(),
      invariants: [{
        name: 'shown stays',
        states: 'What a recovery showed is shown by every later one.',
        check: ({ lives }) => {
          const reads = lives.flatMap(({ history }) => history.filter(({ method, outcome }) => method === 'read' && outcome === 'acknowledged').map(({ result }) => result as string[]))
          const gone = reads.slice(0, -1).flat().find((text) => !reads[reads.length - 1]!.includes(text))
          return gone === undefined ? undefined : `record ${gone} was shown by a recovery and is gone`
        },
      }],
    })
    const result = await search(shown, logStore({ syncFile: false }))
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'shown stays' } })
    expect(result.finding!.plan.lives.map(({ crash }) => crash?.kind)).toEqual(['process death', 'power cut', undefined])
    expect((await search(shown, logStore())).verdict).toBe('held')
  })
})

describe('false alarms', () => {
  test('a variable that the workload closed over does not leak into recovery unseen', async () => {
    let seen: string[] = []
    const leaky = appendScenario({
      async workload(stage, input: string[]) {
        seen = []
        const { store } = await stage.start('server')
        for (const text of input) {
          await store.append(text)
          seen.push(text)
        }
      },
      recover: async () => [...seen],
      invariants: [{
        name: 'nothing before it was written',
        states: 'Only attempted records are read.',
        check: ({ lives }) => {
          const attempted = lives[0]!.history.filter(({ method }) => method === 'append').length
          const observed = lives[lives.length - 1]!.observed as string[]
          return observed.length > attempted ? `${observed.length} records were read, ${attempted} were attempted` : undefined
        },
      }],
    })
    const result = await search(leaky, logStore())
    expect(result).toMatchObject({ verdict: 'failed', finding: { invariant: 'is deterministic' } })
    expect(result.reason).toContain('life.history')
  })

  test('module state in code under test is found by running twice', async () => {
    let opened = 0
    const correct = logStore()
    const stateful: Implementation<Log> = {
      ...correct,
      async open(host, options) {
        if (opened++ > 0) await host.fs.stat('/')
        return correct.open(host, options)
      },
    }
    const result = await search(appendScenario(), stateful)
    expect(result).toMatchObject({ verdict: 'failed', finding: { invariant: 'is deterministic' } })
    expect(result.reason).toContain('step')
  })

  test('the real clock is refused, and the sentence names what to use', async () => {
    const correct = logStore()
    const clocked: Implementation<Log> = { ...correct, open: async (host, options) => (Date.now() > 0 ? correct.open(host, options) : correct.open(host, options)) }
    const result = await search(appendScenario(), clocked)
    expect(result).toMatchObject({ verdict: 'failed' })
    expect(result.reason).toContain('host.clock.now()')
  })
})

describe('where it can happen', () => {
  /** Replaces its file by rename, with every sync that a real file system needs. */
  const replacing: Implementation<Log> = {
    name: 'replacing',
    capabilities: [],
    async open(host) {
      const read = async (): Promise<string[]> => JSON.parse(await host.fs.readFile('/log', 'utf8').catch(() => '[]')) as string[]
      return {
        async append(text) {
          await host.fs.writeFile('/log.new', JSON.stringify([...(await read()), text]), { flush: true })
          await host.fs.rename('/log.new', '/log')
          const directory = await host.fs.open('/', 'r')
          await directory.sync()
          await directory.close()
        },
        read,
      }
    },
  }

  test('an atomic replace breaks on posix alone, and the finding says so', async () => {
    const result = await search(appendScenario(), replacing, { profiles: ['posix', 'ext4'] })
    expect(result).toMatchObject({ verdict: 'violated', finding: { profiles: { strict: false, ext4: false, xfs: false, btrfs: false, posix: true, lying: true } } })
    for (const profile of ['ext4', 'xfs', 'btrfs']) expect((await search(appendScenario(), replacing, { profiles: [profile] })).verdict).toBe('held')
  })

  test('what only posix admits does not hide what a real file system does', async () => {
    const unsynced: Implementation<Log> = { ...replacing, open: async (host, options) => {
      const log = await replacing.open(host, options)
      let appended = 0
      return { ...log, append: async (text) => (appended++ === 2 ? host.fs.writeFile('/log.last', text) : log.append(text)), read: async () => [...(await log.read()), await host.fs.readFile('/log.last', 'utf8').catch(() => '')] }
    } }
    const result = await search(appendScenario(), unsynced, { profiles: ['posix', 'ext4'] })
    expect(result.finding!.plan.disk.profile).toBe('ext4')
    expect(result.finding!.profiles).toMatchObject({ strict: false, ext4: true, posix: true })
  })

  test('without a power cut nothing is said of profiles', async () => {
    const forgetful: Implementation<Log> = { ...replacing, open: async () => ({ append: async () => undefined, read: async () => [] }) }
    expect((await search(appendScenario(), forgetful)).finding!.profiles).toEqual({})
  })
})

describe('verdicts', () => {
  test('stuck names what is awaited', async () => {
    const correct = logStore()
    const stuck: Implementation<Log> = { ...correct, open: async (host, options) => ({ ...(await correct.open(host, options)), append: () => new Promise(() => {}) }) }
    const result = await search(appendScenario(), stuck)
    expect(result.verdict).toBe('stuck')
    expect(result.reason).toContain('server.append()')
  })

  test('an implementation without the contract is failed', async () => {
    const result = await search(appendScenario(), { name: 'empty', capabilities: [], open: async () => ({}) })
    expect(result.verdict).toBe('failed')
    expect(result.reason).toContain('has no method append()')
  })

  test('not applicable and not exercised', async () => {
    expect((await search(appendScenario({ needs: ['wings'] }), logStore())).verdict).toBe('not applicable')
    const idle = await search(appendScenario({ probes: ['pigs fly'] }), logStore())
    expect(idle.verdict).toBe('not exercised')
    expect(idle.reason).toContain('pigs fly')
  })

  test('an invariant that throws is failed, and named', async () => {
    const throwing = { name: 'clumsy', states: 'Nothing.', check: () => JSON.parse('{') as never }
    const result = await search(appendScenario({ invariants: [throwing] }), logStore())
    expect(result.verdict).toBe('failed')
    expect(result.reason).toContain('"clumsy" itself threw SyntaxError')
  })

  test.each([[true, 'returned true'], [Promise.resolve('x'), 'returned a promise']])('an invariant that gives %s is failed, and named', async (answer, words) => {
    const clumsy = { name: 'clumsy', states: 'Nothing.', check: () => answer as never }
    const result = await search(appendScenario({ invariants: [clumsy] }), logStore())
    expect(result).toMatchObject({ verdict: 'failed', finding: { invariant: 'clumsy' } })
    expect(result.reason).toContain(words)
  })

  test('what failed names the place in the code', async () => {
    const clocked: Implementation<Log> = { ...logStore(), open: async () => ({ append: async () => void Date.now(), read: async () => [] }) }
    const [place] = (await search(appendScenario(), clocked)).finding!.decisive
    expect(place).toMatchObject({ what: 'was thrown', where: expect.stringContaining('explore.test.ts') as string })
  })

  test('incomplete says so', async () => {
    expect((await search(appendScenario(), logStore(), { cancelled: () => true })).verdict).toBe('incomplete')
  })
})

describe('the same options give the same result', () => {
  test('twice, and in shards', async () => {
    const whole = await search(appendScenario(), logStore())
    expect(await search(appendScenario(), logStore())).toEqual(whole)
    const { mergeResults } = await import('./merge.ts')
    const parts = await Promise.all([0, 1, 2, 3].map((first) => search(appendScenario(), logStore(), { first, count: 1 })))
    expect(mergeResults(parts)).toEqual(whole)
  })

  test('a finding replays to the same verdict in one run', async () => {
    const implementation = logStore({ acknowledgeFirst: true })
    const { finding } = await search(appendScenario(), implementation)
    const replayed = await replay(finding!.plan, appendScenario(), implementation)
    expect(replayed).toMatchObject({ verdict: 'violated', invariant: finding!.invariant, sentence: finding!.sentence, fit: 'exact', runs: 1 })
    expect(await replay(finding!.plan, appendScenario(), logStore())).toMatchObject({ verdict: 'held' })
  })
})

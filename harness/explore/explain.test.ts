import { describe, expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import type { Scenario } from '../check/scenario.ts'
import type { Finding } from '../check/verdict.ts'
import { fsyncError } from '../faults/fsync-error.ts'
import { powerCut } from '../faults/crashes.ts'
import { explore } from './explore.ts'
import { appendScenario, logStore, type Log } from './test-support/log-store.ts'

async function find(scenario: Scenario, implementation: Implementation, runs = 16): Promise<Finding> {
  const { verdict, finding } = await explore(scenario, implementation, { seed: 'explain', runs, profiles: ['ext4', 'posix'], suite: 'log' })
  expect(verdict).toBe('violated')
  return finding!
}

const once = appendScenario({ faults: [powerCut({ crashes: 1 })] })

/** Saves all records as one file, by rename. */
function saving(sync: boolean): Implementation<Log> {
  return {
    name: 'saving',
    capabilities: [],
    async open(host) {
      const read = async (): Promise<string[]> => {
        const text = await host.fs.readFile('/log', 'utf8').catch(() => '')
        return /^\[.*\]$/.test(text) ? (JSON.parse(text) as string[]) : []
      }
      return {
        async append(text) {
          await host.fs.writeFile(`/new-${text}`, JSON.stringify([...(await read()), text]), { flush: sync })
          await host.fs.rename(`/new-${text}`, '/log')
        },
        read,
      }
    },
  }
}

describe('one fsync at one place', () => {
  test('a write that is never synced', async () => {
    const { mended, decisive } = await find(once, logStore({ syncFile: false }))
    expect(mended).toEqual({ by: 'one fsync of the file', after: 'write', where: expect.stringMatching(/log-store\.ts:\d+/) as string })
    expect(decisive[0]!.what).toMatch(/did not reach the medium$/)
  })

  test('a name that is never synced', async () => {
    const { mended } = await find(once, logStore({ syncDirectory: false }))
    expect(mended).toEqual({ by: 'one fsync of the directory', after: 'open', where: expect.stringMatching(/log-store\.ts:\d+/) as string })
  })

  test('nothing is tried where no power was cut: the record was acknowledged before it was written', async () => {
    const { mended, plan } = await find(appendScenario(), logStore({ acknowledgeFirst: true }))
    expect([plan.lives[0]!.crash!.kind, mended]).toEqual(['clean stop', undefined])
  })

  test('no single fsync heals what overwrites its own file: there is a moment between the two', async () => {
    const overwriting: Implementation<Log> = { ...saving(true), open: async (host, options) => {
      const { read } = await saving(true).open(host, options)
      return { read, append: async (text) => host.fs.writeFile('/log', JSON.stringify([...(await read()), text]), { flush: true }) }
    } }
    const { mended } = await find(appendScenario({ faults: [powerCut({ crashes: 1 })], input: once.input.filter((texts: string[]) => texts.length > 1) as never }), overwriting)
    expect(mended).toBe('no single fsync')
  })

  test('where a sync failed, the fault is named and no other sync is proposed', async () => {
    const retrying: Implementation<Log> = { ...logStore(), open: async (host, options) => {
      const log = await logStore().open({ ...host, fs: { ...host.fs, open: async (path, flags, mode) => {
        const file = await host.fs.open(path, flags, mode)
        const sync = file.sync.bind(file)
        file.sync = async () => sync().catch(sync)
        return file
      } } }, options)
      return log
    } }
    const { mended, decisive } = await find(appendScenario({ faults: [powerCut({ crashes: 1 }), fsyncError({ as: ['ext4'], paths: ['/log'] })] }), retrying, 64)
    expect(mended).toBeUndefined()
    expect(decisive).toContainEqual(expect.objectContaining({ what: 'failed: what it was to make durable was thrown away' }))
  })
})

test('what must have survived is named too: the rename that took the place of the old file', async () => {
  const first = { ...once.invariants[0]!, check: ({ lives }: { lives: readonly { history: readonly { method: string; outcome: string }[]; observed?: string[] }[] }) =>
    (lives[0]!.history.filter(({ method, outcome }) => method === 'append' && outcome === 'acknowledged').length > 0 && !lives[1]!.observed!.some((text) => text.endsWith('0')) ? 'the first record is gone' : undefined) }
  const onceSafe: Implementation<Log> = { ...saving(true), open: async (host, options) => {
    const [safe, unsafe] = [await saving(true).open(host, options), await saving(false).open(host, options)]
    return { ...safe, append: async (text) => {
      if (!text.endsWith('0')) return unsafe.append(text)
      await safe.append(text)
      const directory = await host.fs.open('/', 'r')
      await directory.sync()
      await directory.close()
    } }
  } }
  const { decisive } = await find({ ...once, invariants: [first] } as never, onceSafe)
  expect(decisive).toContainEqual(expect.objectContaining({ what: 'reached the medium', label: expect.stringContaining('rename log') as string }))
})

describe('the orders that decide it', () => {
  const twoClients = appendScenario({
    faults: [powerCut({ crashes: 1 })],
    async workload(stage: Parameters<Scenario<Log>['workload']>[0]) {
      const { store } = await stage.start('server')
      stage.client('a', () => store.append('a'))
      stage.client('b', () => store.append('b'))
    },
    invariants: [{
      name: 'both are there',
      states: 'After a clean stop both records are there.',
      check: ({ lives }: { lives: readonly { crash: { kind: string } | null; observed?: string[] }[] }) => (lives[0]!.crash?.kind === 'clean stop' && lives[1]!.observed!.length < 2 ? 'one is gone' : undefined),
    }] as never,
  })

  test('a lost update: both clients read before either renames', async () => {
    const { because } = await find(twoClients, saving(true))
    expect(because!.length).toBeGreaterThan(0)
    expect(because!.length).toBeLessThanOrEqual(4)
    for (const { before, after } of because!) expect([before.label, after.label].map((label) => label.split('/')[1]!.split('.')[0]).sort()).toEqual(['a', 'b'])
    expect(because![0]!.before.where).toMatch(/explain\.test\.ts/)
  })

  test('nothing is said of orders where there is one client', async () => {
    expect((await find(once, logStore({ syncFile: false }))).because).toBeUndefined()
  })
})

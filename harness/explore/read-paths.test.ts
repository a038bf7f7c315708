import { describe, expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import type { Invariant, Scenario } from '../check/scenario.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { explore } from './explore.ts'
import { appendScenario, logStore, type Log } from './test-support/log-store.ts'

const search = (scenario: Scenario, implementation: Implementation, options: Partial<Parameters<typeof explore>[2]> = {}): Promise<ScenarioResult> =>
  explore(scenario, implementation, { seed: 'read', runs: 4, profiles: ['posix', 'ext4', 'btrfs'], suite: 'log', ...options })

/** A store that also leaves files behind which nobody reads. */
function withJunk(files: number, correct: Implementation<Log>): Implementation<Log> {
  return {
    ...correct,
    async open(host, options) {
      const log = await correct.open(host, options)
      return {
        ...log,
        append: async (text) => {
          for (let file = 0; file < files; file++) await host.fs.writeFile(`/junk-${text}-${file}`, 'x'.repeat(700))
          await log.append(text)
        },
      }
    },
  }
}

/** What a search says. The plan may differ: what nobody reads is in none of a pruned one. */
function said({ verdict, finding }: ScenarioResult): unknown {
  return { verdict, invariant: finding?.invariant, input: finding?.plan.input }
}

describe('what no recovery reads does not vary, and nothing is missed by it', () => {
  test.each([{}, { syncFile: false }, { syncDirectory: false }, { acknowledgeFirst: true }])('the same is said whether all is run or remembered: %j', async (mistake) => {
    for (const store of [logStore(mistake), withJunk(1, logStore(mistake))]) {
      const remembered = await search(appendScenario(), store, { runs: 2 })
      const run = await search(appendScenario(), store, { runs: 2, remembers: false })
      expect(said(remembered)).toEqual(said(run))
      expect(remembered.counts.recoveries).toBeLessThan(run.counts.recoveries)
    }
  })

  test('many files that nobody reads eat no budget: the loss that needs one image of many is found among them', async () => {
    const store = withJunk(12, logStore({ syncFile: false }))
    const result = await search(appendScenario(), store, { runs: 1, profiles: ['posix'] })
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged survives' } })
    const bare = await search(appendScenario(), logStore(), { runs: 2, profiles: ['posix'] })
    const junk = await search(appendScenario(), withJunk(12, logStore()), { runs: 2, profiles: ['posix'] })
    expect(junk.verdict).toBe('held')
    expect(junk.counts.recoveries).toBeLessThan(bare.counts.recoveries + 4)
  })

  test('a recovery that lists the folder reads all names in it, and one that reads a file reads its bytes', async () => {
    const names: Invariant<unknown, string[]> = {
      name: 'no junk without its record',
      states: 'A junk file is there only if its record is.',
      check: ({ lives }) => {
        const seen = lives[lives.length - 1]!.observed ?? []
        const lonely = seen.find((name) => name.startsWith('junk-') && !seen.includes(name.slice(5, -2)))
        return lonely === undefined ? undefined : `${lonely} is alone`
      },
    }
    const listing: Implementation<Log> = { ...logStore(), open: async (host, options) => {
      const log = await withJunk(1, logStore()).open(host, options)
      return { ...log, read: async () => [...(await log.read()), ...(await host.fs.readdir('/')).sort()] }
    } }
    const result = await search(appendScenario({ invariants: [names] as never }), listing)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: names.name } })
  })

  test('a file that only some recoveries read', async () => {
    // The second file is read only where the first has its record: at early crash points nobody has read it yet.
    const chained: Implementation<Log> = { ...logStore(), open: async (host, options) => {
      const log = await logStore().open(host, options)
      return {
        append: async (text) => {
          await host.fs.writeFile('/second', text)
          await log.append(text)
        },
        read: async () => {
          const records = await log.read()
          return records.length === 0 ? records : [...records, (await host.fs.readFile('/second', 'utf8').catch(() => 'nothing'))]
        },
      }
    } }
    const second: Invariant<unknown, string[]> = {
      name: 'the second file is whole',
      states: 'It holds a record.',
      check: ({ lives }) => {
        const { observed = ['a0'] } = lives[lives.length - 1]!
        const last = observed[observed.length - 1] ?? 'a0'
        return /^[a-d]\d$/.test(last) ? undefined : `it holds ${JSON.stringify(last)}`
      },
    }
    const scenario = appendScenario({ invariants: [second] as never })
    const remembered = await search(scenario, chained)
    expect(remembered).toMatchObject({ verdict: 'violated' })
    expect(said(remembered)).toEqual(said(await search(scenario, chained, { remembers: false })))
  })
})

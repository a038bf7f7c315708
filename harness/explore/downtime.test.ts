import { describe, expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import type { Invariant } from '../check/scenario.ts'
import { powerCut } from '../faults/crashes.ts'
import { drawDowntime } from './downtime.ts'
import { explore } from './explore.ts'
import { replay } from './replay.ts'
import { appendScenario, logStore, type Log } from './test-support/log-store.ts'

const DAY = 86_400_000

test('half of all crashes are followed by a boot one second later, the others by one up to thirty days later', () => {
  const drawn = Array.from({ length: 1_000 }, (_, life) => drawDowntime('seed', String(life)))
  expect(drawn.filter((ms) => ms === 1_000).length / 1_000).toBeCloseTo(0.5, 1)
  expect(Math.max(...drawn)).toBeLessThanOrEqual(30 * DAY)
  for (const [from, to] of [[2_000, 60_000], [60_000, 1_800_000], [1_800_000, DAY], [DAY, 30 * DAY]] as const) {
    expect(drawn.filter((ms) => from <= ms && ms < to).length).toBeGreaterThan(60)
  }
  expect(drawDowntime('seed', '7')).toBe(drawDowntime('seed', '7'))
})

describe('the computer is down for a while', () => {
  /** Throws away what is older than an hour, by the wall clock. */
  const forgetful = (limitMs: number): Implementation<Log> => ({
    ...logStore(),
    async open(host, options) {
      const log = await logStore().open(host, options)
      const writtenAt = Number(await host.fs.readFile('/at', 'utf8').catch(() => '0'))
      if (host.clock.monotonic() > 100_000) throw new Error('the monotonic clock goes on while the computer is off')
      if (writtenAt > 0 && host.clock.now() - writtenAt > limitMs) await host.fs.truncate('/log')
      return {
        ...log,
        append: async (text) => {
          const at = await host.fs.open('/at', 'w')
          await at.write(String(host.clock.now()))
          await at.sync()
          await at.close()
          await log.append(text)
        },
      }
    },
  })
  const options = { seed: 'down', runs: 32, profiles: ['ext4'], suite: 'log' }

  test('what gives up after an hour is found, with the shortest time that shows it, and replays', async () => {
    // Two crashes with half an hour behind each would do as well.
    const once = appendScenario({ faults: [powerCut({ crashes: 1 })] })
    const result = await explore(once, forgetful(3_600_000), options)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged survives', fit: 'exact' } })
    const downs = result.finding!.plan.lives.map(({ crash }) => crash?.downMs)
    expect(downs[0]).toBe(6 * 3_600_000)
    expect(result.finding!.story.join('\n')).toContain('the next boot was 21600 s later')
    expect(await replay(result.finding!.plan, once, forgetful(3_600_000))).toMatchObject({ verdict: 'violated', fit: 'exact' })
    expect(await replay(result.finding!.plan, once, logStore())).toMatchObject({ verdict: 'held' })
  })

  test('what has nothing to do with time is shown with one second', async () => {
    const result = await explore(appendScenario(), logStore({ syncFile: false }), options)
    expect(result.finding!.plan.lives.map(({ crash }) => crash?.downMs)).toEqual([undefined, undefined])
  })

  test('the wall clock goes on, boot ids differ, and histories stay in order', async () => {
    const clocks: Invariant<unknown, { now: number; boot: string }> = {
      name: 'clocks',
      states: 'The wall clock goes on.',
      check: ({ lives }) => {
        const last = lives[lives.length - 1]!
        const crash = lives[lives.length - 2]!.crash!
        const { now = 0, boot = '' } = last.observed ?? {}
        if (now < Date.UTC(2030, 0) + crash.atMs + (crash.downMs ?? 1_000) - 1) return `it was ${now}`
        const earlier = lives.flatMap(({ observed }) => (observed === undefined ? [] : [observed.boot]))
        return new Set(earlier).size === earlier.length ? undefined : `boot ${boot} came twice`
      },
    }
    const looking = { ...logStore(), open: async (host: Parameters<Implementation<Log>['open']>[0]) => ({ append: async () => undefined, read: async () => ({ now: host.clock.now(), boot: host.boot }) as never }) }
    expect(await explore(appendScenario({ invariants: [clocks] as never }), looking, { ...options, runs: 8 })).toMatchObject({ verdict: 'held' })
  })

  test('what looks at the clock is run once for all crashes of one second', async () => {
    const looking = (looks: boolean): Implementation<Log> => ({
      ...logStore(),
      async open(host, options) {
        if (looks) host.clock.now()
        return logStore().open(host, options)
      },
    })
    const [blind, seeing] = await Promise.all([false, true].map((looks) => explore(appendScenario(), looking(looks), { ...options, runs: 1 })))
    expect(blind!.counts.recoveries).toBeGreaterThan(3)
    expect(seeing!.counts).toEqual(blind!.counts)
  })
})

import { describe, expect, test } from 'vitest'
import { randomStream } from '../../world/random.ts'
import type { Loss } from '../loss.ts'
import type { Machine } from '../machine.ts'
import type { BenchResult, BenchRow, SimulatedRow } from '../result.ts'
import { AGAIN_TIMES, confirm, type Samples } from './confirm.ts'
import { drifted, verdictOf, type ComparedRow } from './comparison.ts'
import { changedFigures } from './exact.ts'
import { compareResults } from './results.ts'
import { compareTimings, type TimingVerdict } from './timings.ts'

const OPTIONS = { margin: 0.05, seed: 'test' }

/** Rounds as they look on a shared machine: a floor, a long tail upwards, now and then a stall. */
function rounds(seed: string, count: number, factor = 1): number[] {
  const stream = randomStream(seed, 'rounds')
  return Array.from({ length: count }, () => factor * 100 * (1 + 0.25 * stream.unit() ** 2 + (stream.integer(20) === 0 ? 2 * stream.unit() : 0)))
}

describe('timings', () => {
  /** The two stages over synthetic rounds. */
  async function verdict(trial: number, factor: number): Promise<TimingVerdict> {
    const sample = async (times: number): Promise<Samples> => ({ base: rounds(`base ${trial} ${times}`, 30 * times), head: rounds(`head ${trial} ${times}`, 30 * times, factor) })
    return (await confirm(sample, { ...OPTIONS, draws: 20 }))!.timing.verdict
  }

  test('a slowdown of 15 % is found', async () => {
    let found = 0
    for (let trial = 0; trial < 100; trial++) if ((await verdict(trial, 1.15)) === 'slower') found++
    expect(found).toBeGreaterThanOrEqual(97)
  })

  test('equal code raises no alarm: ten comparisons of three rows, twenty times over', async () => {
    let alarms = 0
    for (let trial = 0; trial < 600; trial++) if ((await verdict(trial, 1)) === 'slower') alarms++
    expect(alarms).toBe(0)
  })

  test('what looks slower is measured again, and only then; what was cut short says nothing', async () => {
    const asked: number[] = []
    const sample = (ratio: number) => async (times: number) => {
      asked.push(times)
      return { base: rounds('a', 30), head: rounds('a', 30, times === 1 ? ratio : 1) }
    }
    expect(await confirm(sample(1.5), OPTIONS)).toMatchObject({ measuredAgain: true, timing: { verdict: 'same', effect: { ratio: 1 } } })
    expect(await confirm(sample(1.01), OPTIONS)).toMatchObject({ measuredAgain: false, timing: { verdict: 'same' } })
    expect(await confirm(sample(0.5), OPTIONS)).toMatchObject({ measuredAgain: false, timing: { verdict: 'faster' } })
    expect(asked).toEqual([1, AGAIN_TIMES, 1, 1])
    expect(await confirm(async () => undefined, OPTIONS)).toBeUndefined()
  })

  test('certain and small is no change; large and uncertain is none; a few rounds say nothing', () => {
    const flat = Array.from({ length: 30 }, (_, index) => 100 + index / 1_000)
    expect(compareTimings(flat, flat.map((value) => value * 1.03), OPTIONS)).toMatchObject({ verdict: 'same', p: expect.toSatisfy((p: number) => p < 1e-6) })
    expect(compareTimings([1, 9, 5, 3], [9, 2, 8, 7], OPTIONS).verdict).toBe('same')
    expect(compareTimings([1, 1, 1], [9, 9, 9], OPTIONS).verdict).toBe('too few rounds')
    expect(compareTimings([1, 1.1, 1.2, 1.3], [2, 2.1, 2.2, 2.3], OPTIONS).verdict).toBe('slower')
  })
})

const lost = (worst: number): Loss['processDeath'] => ({ median: 0, p99: worst, worst })
const loss = (more: Partial<Loss> = {}): Loss => ({ processDeath: lost(0), powerCut: { ext4: lost(60), posix: lost(60) }, broken: undefined, syncsPerRecord: 0.1, bytesPerPayloadByte: 1.3, ...more })

describe('exact figures', () => {
  test('equal is equal, anything else is named', () => {
    expect(changedFigures(loss(), loss())).toEqual([])
    expect(changedFigures(loss(), loss({ syncsPerRecord: 0.2 }))).toEqual([{ figure: 'syncs per record', base: 0.1, head: 0.2, isLoss: false }])
    expect(changedFigures(loss(), loss({ broken: 'it lost one' }))).toEqual([{ figure: 'promises of the policy that were broken', base: 0, head: 1, isLoss: true }])
    expect(changedFigures(loss(), loss({ powerCut: { ext4: lost(61), posix: lost(60) } })).map(({ figure }) => figure)).toEqual(['records lost at a power cut under ext4, p99', 'records lost at a power cut under ext4, worst'])
  })

  const faster = compareTimings(rounds('a', 30, 2), rounds('b', 30), OPTIONS)
  const row = (head: Loss): ComparedRow => ({ title: 'x', contender: 'x', policy: 'x', call: 'fsync', timing: faster, changed: changedFigures(loss(), head) })

  test('whoever is faster and loses more is worse', () => {
    expect(faster.verdict).toBe('faster')
    expect(verdictOf(row(loss()))).toBe('better')
    expect(verdictOf(row(loss({ powerCut: { ext4: lost(600), posix: lost(60) } })))).toBe('worse')
    expect(verdictOf(row(loss({ powerCut: { ext4: lost(6), posix: lost(60) } })))).toBe('better')
    expect(verdictOf(row(loss({ bytesPerPayloadByte: 2 })))).toBe('worse')
  })
})

describe('results of two runs', () => {
  const machine: Machine = { fileSystem: 'ext4', mountOptions: 'rw', device: 'a disk', kernel: 'Linux 6', cpu: 'a processor', cores: 2, memory: 8, node: 'v20', threadPool: 4 }
  const measured = (samples: readonly number[]): BenchRow => ({
    contender: 'reference', policy: 'none', call: 'fdatasync', streams: 1, window: 1, rounds: 5, recordsPerSecond: 1, samples, append: null, durable: null, syncsPerSecond: 0,
    bytesPerPayloadByte: 1, cpuPerRecord: 1, backlog: 0, lost: null,
  })
  const exact: SimulatedRow = { contender: 'reference', policy: 'none', call: 'fdatasync', ...loss() }
  const result = (more: { samples?: readonly number[]; machine?: Partial<Machine>; exact?: Partial<SimulatedRow>; seed?: string } = {}): BenchResult => ({
    version: 1, kind: 'powercut bench', powercut: '0', seed: more.seed ?? 's', rate: null, at: '', interrupted: false,
    load: { streams: 4, rate: 60, seconds: 6, moments: 20, profiles: ['ext4', 'posix'] },
    simulated: [{ ...exact, ...more.exact }],
    places: [{ name: 'chosen folder', machine: { ...machine, ...more.machine }, device: [], rows: [measured(more.samples ?? [1, 1.1, 1.2, 1.3, 1.4])], drift: null, answer: null, skipped: [] }],
  })
  const options = { names: { base: 'b', head: 'h' }, seed: 's', margin: 0.05, acrossMachines: false, exactOnly: false }
  const verdicts = (...[base, head, more]: [BenchResult, BenchResult, Partial<typeof options>?]): readonly string[] => compareResults(base, head, { ...options, ...more }).rows.map(verdictOf)

  test('timings of one machine are compared', () => {
    expect(verdicts(result(), result())).toEqual(['same', 'same'])
    expect(verdicts(result(), result({ samples: [2, 2.1, 2.2, 2.3, 2.4] }))).toEqual(['same', 'worse'])
  })

  test('a policy that is faster and loses more is worse in every row', () => {
    const [slow, fast] = [[2, 2.1, 2.2, 2.3, 2.4], [1, 1.1, 1.2, 1.3, 1.4]]
    expect(verdicts(result({ samples: slow }), result({ samples: fast }))).toEqual(['same', 'better'])
    expect(verdicts(result({ samples: slow }), result({ samples: fast, exact: loss({ powerCut: { ext4: lost(61), posix: lost(60) } }) }))).toEqual(['worse', 'worse'])
    expect(verdicts(result({ samples: slow }), result({ samples: fast, exact: loss({ powerCut: { ext4: lost(59), posix: lost(60) } }) }))).toEqual(['better', 'better'])
  })

  test('timings of two machines are refused, exact figures are compared all the same', () => {
    const other = result({ machine: { cpu: 'another' }, samples: [2, 2.1, 2.2, 2.3, 2.4], exact: { syncsPerRecord: 0.5 } })
    const comparison = compareResults(result(), other, options)
    expect(comparison.timingsRefused).toContain('two machines')
    expect(comparison.rows.map(verdictOf)).toEqual(['worse'])
    expect(verdicts(result(), other, { acrossMachines: true })).toEqual(['worse', 'worse'])
    expect(compareResults(result(), other, { ...options, exactOnly: true }).timingsRefused).toBeUndefined()
  })

  test('what only one side has is named; other loads are not compared', () => {
    const comparison = compareResults(result(), result({ exact: { policy: 'terminal', syncsPerRecord: 9 }, seed: 't' }), options)
    expect(comparison.unmatched).toHaveLength(3)
    expect(comparison.rows.filter(({ streams }) => streams === undefined)).toEqual([])
  })
})

test('a drift is one when it is large and no chance', () => {
  expect(drifted({ share: 0.2, p: 0.001 })).toBe(true)
  expect(drifted({ share: 0.2, p: 0.2 })).toBe(false)
  expect(drifted({ share: 0.01, p: 0.001 })).toBe(false)
})

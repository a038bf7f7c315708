import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Bench } from 'tinybench'
import type { Json } from '../../check/json.ts'
import { randomStream } from '../../world/random.ts'
import type { Contender, SyncPolicy } from '../append-store.ts'
import type { SyncCall } from '../metered-host.ts'
import { runRound } from '../round.ts'
import { driftOf, type Drift } from '../statistics/drift.ts'
import { confirm, type Samples } from './confirm.ts'
import { ROUNDS_LEAST, type Timing } from './timings.ts'

export interface InterleavedOptions {
  readonly base: Contender
  readonly head: Contender
  readonly work: readonly Work[]
  readonly call: SyncCall
  readonly folder: string
  readonly record: (number: number) => Json
  /** Of each side and work. */
  readonly rounds: number
  readonly margin: number
  readonly seed: string
  readonly signal: AbortSignal
  readonly progress: (what: string) => void
}

/** One thing that both sides do. */
export interface Work {
  readonly policy: SyncPolicy
  readonly streams: number
}

export interface InterleavedTiming {
  readonly work: Work
  readonly timing: Timing
  readonly measuredAgain: boolean
}

export interface Interleaved {
  readonly timings: readonly InterleavedTiming[]
  readonly drift: Drift | undefined
}

/** A round has as many records as the base wrote in this time; both sides then write equally many. */
const ROUND_MS = 80
const RECORDS_LEAST = 32
/** A round that lasts longer than this has met something else than code. */
const LONGEST_MS = 30_000
/** Rounds in front that count for nothing: code is compiled, files and pages are there. */
const WARM_UP = 2
/** The last of them counts. */
const CALIBRATION_ROUNDS = 3

/**
 * Both sides run in one process of one job, turn by turn: what disturbs the machine, disturbs both. The first side of each pair is drawn, so that no rhythm of
 * the machine falls on one of them.
 */
export async function interleaved(options: InterleavedOptions): Promise<Interleaved> {
  const folder = await mkdtemp(join(options.folder, '.powercut-compare-'))
  try {
    const timings: InterleavedTiming[] = []
    const drifts: Drift[] = []
    for (const work of options.work) {
      if (options.signal.aborted) break
      const found = await compareWork(options, folder, work, drifts)
      if (found !== undefined) timings.push(found)
    }
    return { timings, drift: clearest(drifts) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compareWork(options: InterleavedOptions, folder: string, work: Work, drifts: Drift[]): Promise<InterleavedTiming | undefined> {
  const records = await roundSize(options, folder, work)
  const sample = async (times: number): Promise<Samples | undefined> => {
    const samples = await samplesOf(options, { folder, work, records, rounds: options.rounds * times, again: times > 1 })
    if (options.signal.aborted || samples.base.length === 0) return undefined
    if (samples.base.length >= ROUNDS_LEAST) drifts.push(driftOf(samples.base))
    return samples
  }
  const found = await confirm(sample, { margin: options.margin, seed: options.seed })
  return found === undefined ? undefined : { work, ...found }
}

/** Equal for both sides: what the base writes in the time that a round should last, once its code is compiled. */
async function roundSize({ base, record, call, signal }: InterleavedOptions, folder: string, { policy, streams }: Work): Promise<number> {
  let records = 0
  for (let round = 0; round < CALIBRATION_ROUNDS; round++) {
    records = (await runRound({ contender: base, policy, call, streams, folder, record, signal, records: Number.POSITIVE_INFINITY, ms: ROUND_MS })).acknowledged
  }
  return Math.max(RECORDS_LEAST, records)
}

/** The trend that chance explains least; its p is that of the clearest of so many. */
function clearest(drifts: readonly Drift[]): Drift | undefined {
  const [first] = drifts.toSorted((a, b) => a.p - b.p)
  return first === undefined ? undefined : { share: first.share, p: Math.min(1, first.p * drifts.length) }
}

interface SampleOptions {
  readonly folder: string
  readonly work: Work
  readonly records: number
  readonly rounds: number
  readonly again: boolean
}

async function samplesOf(options: InterleavedOptions, { folder, work, records, rounds, again }: SampleOptions): Promise<Samples> {
  const { record, call, signal, progress } = options
  const { policy, streams } = work
  const samples: Record<keyof Samples, number[]> = { base: [], head: [] }
  const first = randomStream(options.seed, `first side/${policy.name}/${streams}/${again}`)
  for (let pair = -WARM_UP; pair < rounds && !signal.aborted; pair++) {
    const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true })
    const sides: (keyof Samples)[] = first.integer(2) === 0 ? ['base', 'head'] : ['head', 'base']
    for (const side of sides) {
      bench.add(side, async () => {
        progress(`${policy.name}, ${streams === 1 ? '1 stream' : `${streams} streams`}: round ${Math.max(1, pair + 1)} of ${rounds}${again ? ', measured again' : ''}`)
        const round = await runRound({ contender: options[side], policy, call, streams, folder, record, signal, records, ms: LONGEST_MS })
        const microseconds = (round.ms * 1_000) / Math.max(1, round.acknowledged)
        if (pair >= 0 && !signal.aborted && microseconds > 0) samples[side].push(microseconds)
        return { overriddenDuration: microseconds / 1_000 }
      })
    }
    await bench.run()
  }
  return samples
}

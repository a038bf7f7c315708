import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Bench } from 'tinybench'
import type { Json } from '../../check/json.ts'
import { randomStream } from '../../world/random.ts'
import type { Contender, SyncPolicy } from '../append-store.ts'
import type { SyncCall } from '../metered-host.ts'
import { runRound } from '../round.ts'
import { driftOf, type Drift } from '../statistics/drift.ts'
import { compareTimings, ROUNDS_LEAST, type Timing } from './timings.ts'

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
  /** How often a sample that looked slower was measured again before it was believed, or not. */
  readonly measuredAgain: number
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
/** A row that looks slower is measured anew, with fresh samples, and is slower only if these say so too: chance does not repeat itself, code does. */
const AGAIN = 1

/**
 * Both sides run in one process of one job, turn by turn: base, head, head, base. What disturbs the machine, disturbs both. The first side of each pair is
 * drawn, so that no rhythm of the machine falls on one of them.
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
  for (let again = 0; ; again++) {
    const { base, head } = await samplesOf(options, folder, work, again)
    if (options.signal.aborted || base.length === 0) return undefined
    if (base.length >= ROUNDS_LEAST) drifts.push(driftOf(base))
    const timing = compareTimings(base, head, { margin: options.margin, seed: options.seed, among: options.work.length })
    if (timing.verdict !== 'slower' || again === AGAIN) return { work, timing, measuredAgain: again }
  }
}

/** The trend that chance explains least; its p is that of the clearest of so many. */
function clearest(drifts: readonly Drift[]): Drift | undefined {
  const [first] = drifts.toSorted((a, b) => a.p - b.p)
  return first === undefined ? undefined : { share: first.share, p: Math.min(1, first.p * drifts.length) }
}

interface Samples {
  readonly base: readonly number[]
  readonly head: readonly number[]
}

/** Microseconds per record, round by round. */
async function samplesOf(options: InterleavedOptions, folder: string, work: Work, again: number): Promise<Samples> {
  const { record, call, signal, progress, rounds } = options
  const { policy, streams } = work
  const common = { policy, call, streams, folder, record, signal }
  await runRound({ ...common, contender: options.base, records: Number.POSITIVE_INFINITY, ms: ROUND_MS })
  const { acknowledged } = await runRound({ ...common, contender: options.base, records: Number.POSITIVE_INFINITY, ms: ROUND_MS })
  const records = Math.max(RECORDS_LEAST, acknowledged)
  const samples: Record<keyof Samples, number[]> = { base: [], head: [] }
  const first = randomStream(options.seed, `first side/${policy.name}/${streams}/${again}`)
  for (let pair = -WARM_UP; pair < rounds && !signal.aborted; pair++) {
    const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true })
    const sides: (keyof Samples)[] = first.integer(2) === 0 ? ['base', 'head'] : ['head', 'base']
    for (const side of sides) {
      bench.add(side, async () => {
        progress(`${policy.name}, ${streams} streams: round ${Math.max(1, pair + 1)} of ${rounds}${again > 0 ? ', again' : ''}`)
        const round = await runRound({ ...common, contender: options[side], records, ms: LONGEST_MS })
        const microseconds = (round.ms * 1_000) / Math.max(1, round.acknowledged)
        if (pair >= 0 && !signal.aborted && round.acknowledged > 0) samples[side].push(microseconds)
        return { overriddenDuration: microseconds / 1_000 }
      })
    }
    await bench.run()
  }
  return samples
}

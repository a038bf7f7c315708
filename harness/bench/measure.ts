import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Bench } from 'tinybench'
import type { Json } from '../check/json.ts'
import { measured as standardLatency, type Latency } from '../world/latency.ts'
import { randomStream } from '../world/random.ts'
import { answerOf } from './answer.ts'
import type { Cell } from './cells.ts'
import { deviceLoop, type DeviceLoop } from './contenders/device-loop.ts'
import { lossOf, type Loss } from './loss.ts'
import { machineAt } from './machine.ts'
import type { SyncCall } from './metered-host.ts'
import type { BenchRow, Place } from './result.ts'
import { runRound, type Round } from './round.ts'
import { driftOf } from './statistics/drift.ts'
import { median } from './statistics/order.ts'
import { Durations } from './statistics/percentiles.ts'

export interface MeasureOptions {
  /** What the place is called in the result. */
  readonly name: string
  readonly folder: string
  readonly cells: readonly Cell[]
  readonly record: (number: number) => Json
  /** Rounds of each cell, spread over the run. */
  readonly rounds: number
  /** How long a round lasts, at most; a policy that syncs by time gets a whole period. */
  readonly ms: number
  readonly records: number
  readonly rate?: number
  readonly seed: string
  readonly profiles: readonly string[]
  readonly skipped: readonly string[]
  readonly signal: AbortSignal
  /** Told what comes next. */
  readonly progress: (what: string) => void
}

/** Periods of a policy that syncs by time that a round lasts at least: its first sync is in it. */
const PERIODS = 1.1
/** A round longer than this is not repeated. */
const LONG_MS = 1_000
const DEVICE_MS = 400
/** The loop between the rounds, which shows whether the machine itself changes. */
const DRIFT_MS = 20
const DRIFT_SAMPLES_LEAST = 8
/** Moments at which the simulated computer is stopped, with the latencies of a place: fewer than for the exact figures, which other results are compared with. */
const LOSS_MOMENTS = 12

/** Measures every cell in the folder. Leaves nothing there. What `signal` cut off is left out of the rows. */
export async function measure(options: MeasureOptions): Promise<Place> {
  const folder = await mkdtemp(join(options.folder, '.powercut-bench-'))
  try {
    const machine = machineAt(folder)
    const device: DeviceLoop[] = []
    for (const call of new Set(options.cells.map((cell) => cell.call))) {
      const loop = await deviceLoop(folder, call, DEVICE_MS, options.signal)
      if (loop !== undefined) device.push(loop)
    }
    const { rounds, drift } = await inTurns(options, folder)
    const losses = new Losses(options, device)
    const rows: BenchRow[] = []
    for (const [cell, own] of rounds) if (own.length > 0) rows.push(rowOf(cell, own, await losses.of(cell)))
    return { name: options.name, machine, device, rows, drift: drift.length < DRIFT_SAMPLES_LEAST ? null : driftOf(drift), answer: answerOf(rows, options.rate ?? null) ?? null, skipped: options.skipped }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Pass after pass over all cells, each in another order, so that what disturbs the machine for a while disturbs no cell alone. */
async function inTurns(options: MeasureOptions, folder: string): Promise<{ readonly rounds: ReadonlyMap<Cell, Round[]>; readonly drift: readonly number[] }> {
  const { cells, rate, record, signal } = options
  const rounds = new Map<Cell, Round[]>(cells.map((cell) => [cell, []]))
  const drift: number[] = []
  const order = randomStream(options.seed, 'order of cells')
  for (let pass = 0; pass < options.rounds && !signal.aborted; pass++) {
    const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true })
    const due = cells.filter((cell) => pass === 0 || roundMs(options, cell) <= LONG_MS)
    for (const cell of order.shuffle([...due])) {
      bench.add(titleOf(cell), async () => {
        options.progress(`${options.name}: ${titleOf(cell)}, round ${pass + 1} of ${options.rounds}`)
        if (signal.aborted) return { overriddenDuration: 0 }
        const loop = await deviceLoop(folder, cell.call, DRIFT_MS, signal)
        if (loop !== undefined) drift.push(1_000 / loop.perSecond)
        const round = await runRound({ ...cell, folder, record, ms: roundMs(options, cell), records: options.records, ...(rate !== undefined && { rate }), signal })
        if (!signal.aborted) rounds.get(cell)!.push(round)
        return { overriddenDuration: round.ms / Math.max(1, round.acknowledged) }
      })
    }
    await bench.run()
  }
  return { rounds, drift }
}

function roundMs({ ms }: MeasureOptions, { policy }: Cell): number {
  return Math.max(ms, PERIODS * (policy.sync.everyMs ?? 0))
}

function titleOf({ contender, policy, call, streams }: Cell): string {
  return `${contender.name}, ${policy.name}, ${call}, ${streams === 1 ? '1 stream' : `${streams} streams`}`
}

function rowOf(cell: Cell, rounds: readonly Round[], loss: Loss | undefined): BenchRow {
  const { contender, policy, call, streams } = cell
  const append = new Durations()
  const durable = new Durations()
  for (const round of rounds) {
    append.add(round.append)
    durable.add(policy.sync.everyRecords === 1 ? round.append : round.durable)
  }
  const total = (of: (round: Round) => number): number => rounds.reduce((sum, round) => sum + of(round), 0)
  const acknowledged = total((round) => round.acknowledged)
  const samples = rounds.map((round) => (round.ms * 1_000) / Math.max(1, round.acknowledged))
  const counted = 'openIn' in contender ? null : total((round) => round.meter.syncs)
  const seconds = total((round) => round.ms) / 1_000
  const bytes = total((round) => round.meter.bytes)
  return {
    contender: contender.name, policy: policy.name, call, streams, window: policy.window, rounds: rounds.length,
    recordsPerSecond: acknowledged === 0 ? 0 : 1e6 / median(samples),
    samples,
    append: append.percentiles() ?? null,
    durable: durable.percentiles() ?? null,
    syncsPerSecond: counted === null || seconds === 0 ? null : counted / seconds,
    bytesPerPayloadByte: bytes === 0 ? null : bytes / Math.max(1, total((round) => round.payload)),
    cpuPerRecord: median(rounds.map((round) => round.cpuUs)),
    backlog: Math.max(...rounds.map((round) => round.backlog)),
    lost: loss === undefined ? null : { processDeath: loss.processDeath, powerCut: loss.powerCut, broken: loss.broken ?? null },
  }
}

/** What is lost with the latencies of this place. The streams of the load are always the same, so that one answer serves all numbers of streams. */
class Losses {
  readonly #options: MeasureOptions
  readonly #device: readonly DeviceLoop[]
  readonly #known = new Map<string, Promise<Loss>>()

  constructor(options: MeasureOptions, device: readonly DeviceLoop[]) {
    this.#options = options
    this.#device = device
  }

  async of({ contender, policy, call }: Cell): Promise<Loss | undefined> {
    const { record, seed, profiles, signal, name, progress } = this.#options
    if ('openIn' in contender || !contender.simulated || signal.aborted) return undefined
    const key = `${contender.name}\n${policy.name}\n${call}`
    let loss = this.#known.get(key)
    if (loss === undefined) {
      progress(`${name}: what ${contender.name}, ${policy.name}, ${call} loses`)
      loss = lossOf({ contender, policy, call, record, seed, profiles, latency: latencyOf(this.#device, call), moments: LOSS_MOMENTS })
      this.#known.set(key, loss)
    }
    return loss
  }
}

/** The simulated computer with the sync of this device: the median of the bare loop, in which the write itself is the smaller part. */
function latencyOf(device: readonly DeviceLoop[], call: SyncCall): Latency {
  const ms = device.find((one) => one.call === call)?.latency.p50
  if (ms === undefined) return standardLatency
  return call === 'O_DSYNC' ? { ...standardLatency, write: ms } : { ...standardLatency, fsync: ms, fdatasync: ms }
}

import type { Json } from '../check/json.ts'
import { Disk } from '../disk/disk.ts'
import { CrashCursor, type CrashImage } from '../disk/images.ts'
import { oldestFirst } from '../world/chooser.ts'
import { instant, type Latency } from '../world/latency.ts'
import type { CrashPoint, LifeBody } from '../world/life.ts'
import { randomStream } from '../world/random.ts'
import { installGuard } from '../world/guard.ts'
import { World } from '../world/world.ts'
import type { AppendStore, Contender, SyncPolicy } from './append-store.ts'
import { Meter } from './meter.ts'
import { meteredHost, type SyncCall } from './metered-host.ts'
import { brokenPromise, PROCESS_DEATH, type Acknowledged } from './promise.ts'
import { quantile } from './statistics/order.ts'

export interface LossOptions {
  readonly contender: Contender
  readonly policy: SyncPolicy
  readonly call: SyncCall
  readonly profiles: readonly string[]
  readonly record: (number: number) => Json
  /** How long each operation takes in the simulated computer. */
  readonly latency: Latency
  readonly seed: string
  /** Moments of the run at which the computer is stopped. Default: 20. */
  readonly moments?: number
}

/** Acknowledged records that are gone, of all streams together. */
export interface Lost {
  readonly median: number
  readonly p99: number
  readonly worst: number
}

/** What the simulated computer says. Exact: equal options give equal figures on every machine. */
export interface Loss {
  readonly processDeath: Lost
  /** At each moment the worst of the images tried, by profile. */
  readonly powerCut: Readonly<Record<string, Lost>>
  /** The first crash at which the policy did not keep what its options promise; the disk that lies is not counted. */
  readonly broken: string | undefined
  readonly syncsPerRecord: number
  readonly bytesPerPayloadByte: number
}

/** The load: a server with so many streams, each of which offers a token stream's records for so long. */
export const STREAMS = 4
export const RATE = 60
export const SECONDS = 6
/** Drawn evenly over the run. */
export const MOMENTS = 20
/** Images tried at each, per profile: everything survived, nothing unsynced did, and torn ones. */
const IMAGES = 3
/** Whether the whole policy is kept is not asked of a disk that lies. */
const LYING = 'lying'
const SECTOR = { sectorSize: 4096 as const, powersafeOverwrite: true }

/** Runs the load once in a simulated computer, stops it at many moments, opens the stores on what is left, and counts. */
export async function lossOf(options: LossOptions): Promise<Loss> {
  const uninstall = installGuard()
  try {
    const life = await record(options)
    return { ...(await crashes(options, life)), ...life.costs }
  } finally {
    uninstall()
  }
}

interface RecordedLife {
  readonly disk: Disk
  readonly points: readonly CrashPoint[]
  readonly acknowledged: readonly Acknowledged[]
  readonly startMs: number
  readonly costs: Pick<Loss, 'syncsPerRecord' | 'bytesPerPayloadByte'>
}

const RUNS = Array.from({ length: STREAMS }, (_, stream) => `run-${stream + 1}`)

/** As a store gets it: with what names it again. */
function recordOf({ record: from }: LossOptions, run: number, number: number): Json {
  return { ...(from(number) as { readonly [member: string]: Json }), run, number }
}

async function record(options: LossOptions): Promise<RecordedLife> {
  const { contender, policy, call, latency, seed } = options
  const disk = new Disk()
  const world = new World({ disk, randomSeed: seed, chooser: oldestFirst(), latency, record: true })
  const acknowledged: Acknowledged[] = []
  const meter = new Meter()
  let startMs = 0
  let payload = 0
  const gapMs = 1_000 / RATE
  const count = SECONDS * RATE
  await live(world, () => acknowledged.length, async (host) => {
    const stores = await contender.openAll(meteredHost(host, { meter, now: () => world.nowMs, call }), RUNS, policy.sync)
    meter.reset()
    startMs = world.nowMs
    const streams = stores.map(async (store, run) => {
      const answers: Promise<void>[] = []
      for (let number = 0; number < count; number++) {
        await host.clock.sleep(startMs + gapMs * (number + run / STREAMS) - world.nowMs)
        const record = recordOf(options, run, number)
        payload += Buffer.byteLength(JSON.stringify(record))
        answers.push(store.append(record).then(() => void acknowledged.push({ run, number, atMs: world.nowMs, terminal: isTerminal(record) })))
      }
      await Promise.all(answers)
    })
    await Promise.all(streams)
  })
  const costs = { syncsPerRecord: rounded(meter.syncs / acknowledged.length), bytesPerPayloadByte: rounded(meter.bytes / payload) }
  return { disk, points: world.crashPoints, acknowledged, startMs, costs }
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function isTerminal(record: Json): boolean {
  return (record as { readonly event?: Json }).event === 'done'
}

/** One process whose body runs to its end. Throws what it throws. */
export async function live<T>(world: World, historyLength: () => number, body: (host: ReturnType<World['spawn']>['host']) => Promise<T>): Promise<T> {
  let ended: { readonly value: T } | { readonly error: unknown } | undefined
  const run: LifeBody = {
    begin: () => {
      const { host } = world.spawn('server', null)
      body(host).then(
        (value) => (ended = { value }),
        (error: unknown) => (ended = { error }),
      )
    },
    finished: () => ended !== undefined,
    historyLength,
    awaited: () => 'the load',
  }
  const outcome = await world.live(run)
  if (ended === undefined) throw outcome.kind === 'failed' ? outcome.error : new Error(`the simulated run ended ${outcome.kind}${outcome.kind === 'stuck' ? `: ${outcome.reason}` : ''}`)
  if ('error' in ended) throw ended.error
  return ended.value
}

async function crashes(options: LossOptions, life: RecordedLife): Promise<Pick<Loss, 'processDeath' | 'powerCut' | 'broken'>> {
  const { disk, points } = life
  const cursors = options.profiles.map((profile) => ({ profile, cursor: new CrashCursor(disk.base, disk.log, { profile, ...SECTOR }), lost: [] as number[] }))
  const deaths: number[] = []
  let broken: string | undefined
  for (const { point, atMs } of momentsOf(life, options)) {
    const known = life.acknowledged.slice(0, point.history)
    const counted = new Map<string, number>()
    const lostIn = async (image: CrashImage, what: string, asked: boolean): Promise<number> => {
      const before = counted.get(image.hash)
      if (before !== undefined) return before
      const lost = await missing(options, image, known)
      counted.set(image.hash, lost.length)
      if (asked) broken ??= brokenPromise({ policy: options.policy, latency: options.latency, streams: STREAMS, lost, known, atMs, what })
      return lost.length
    }
    for (const { profile, cursor, lost } of cursors) {
      cursor.advance(point.log)
      if (profile === cursors[0]?.profile) deaths.push(await lostIn(cursor.visible(), PROCESS_DEATH, true))
      let worst = 0
      for (const image of cursor.images({ limit: IMAGES, seed: options.seed })) worst = Math.max(worst, await lostIn(image, `a power cut under ${profile}`, profile !== LYING))
      lost.push(worst)
    }
  }
  if (points.length === 0) throw new Error('the simulated run has no moment at which it could be stopped')
  return { processDeath: lostOf(deaths), powerCut: Object.fromEntries(cursors.map(({ profile, lost }) => [profile, lostOf(lost)])), broken }
}

/** The state at a drawn time is that of the last crash point before it. */
function momentsOf({ points, startMs }: RecordedLife, { seed, moments = MOMENTS }: LossOptions): { readonly point: CrashPoint; readonly atMs: number }[] {
  const stream = randomStream(seed, 'moments')
  const times = Array.from({ length: moments }, () => startMs + stream.unit() * SECONDS * 1_000).sort((a, b) => a - b)
  return times.flatMap((atMs) => {
    const point = points.findLast((one) => one.atMs <= atMs)
    return point === undefined ? [] : [{ point, atMs }]
  })
}

/** Opens the stores on what the crash left, and says which acknowledged records are not there. */
async function missing(options: LossOptions, image: CrashImage, known: readonly Acknowledged[]): Promise<readonly Acknowledged[]> {
  const world = new World({ disk: new Disk(image.build()), randomSeed: options.seed, life: 2, latency: instant })
  const there = await live(world, () => 0, async (host) => {
    const stores: readonly AppendStore[] = await options.contender.openAll(host, RUNS, options.policy.sync)
    const found = new Set<string>()
    for (const store of stores) for (const record of (await store.read()).records) found.add(nameOf(record))
    return found
  })
  return known.filter(({ run, number }) => !there.has(`${run} ${number}`))
}

function nameOf(record: Json): string {
  const { run, number } = record as { readonly run?: Json; readonly number?: Json }
  return `${String(run)} ${String(number)}`
}

function lostOf(counts: readonly number[]): Lost {
  return { median: quantile(counts, 0.5), p99: Math.round(quantile(counts, 0.99) * 100) / 100, worst: Math.max(...counts) }
}

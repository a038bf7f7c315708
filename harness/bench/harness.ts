/**
 * How fast the machine itself is (`npm run bench:harness`). Each row runs in a process of its own, so that one does not spoil the compiled code of another;
 * passes over all rows are interleaved and the best round of each counts, so that a busy machine slows every row alike. Ratios are taken within one run.
 */
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Disk } from '../disk/disk.ts'
import { runOn } from '../world/chooser.ts'
import { World } from '../world/world.ts'
import { builtImages, chosenImages, pendingDisk } from './crash-images.ts'
import { diskAlone, fileOperations } from './file-operations.ts'
import { raceInFastCheck, raceInWorld } from './scheduler-race.ts'
import { bareWorld, randomChoosers, worldWithDisk } from './world-speed.ts'
import type { FileSystem } from '../host/host.ts'

export interface Row {
  readonly name: string
  readonly unit: string
  /** What the project asks for; undefined where a row only stands beside another. */
  readonly target?: number
  /** One round: how much was done. */
  run(): Promise<number>
}

const PASSES = 3
const IMAGES = 100_000
/** In each pass; the first ones also compile. */
const ROUNDS = 5

async function freshWorld(): Promise<number> {
  for (let count = 0; count < 5_000; count++) {
    const world = new World({ disk: new Disk(), randomSeed: 'fresh', chooser: runOn() })
    world.spawn('server', null)
    await world.live({ begin: () => undefined, finished: () => true, historyLength: () => 0, awaited: () => '' })
  }
  return 5_000
}

async function many(times: number, run: () => Promise<number>): Promise<number> {
  let total = 0
  for (let count = 0; count < times; count++) total += await run()
  return total
}

async function memoryFileSystem(): Promise<FileSystem | undefined> {
  try {
    const { Volume, createFsFromVolume } = await import('memfs')
    return createFsFromVolume(new Volume()).promises as unknown as FileSystem
  } catch {
    return undefined
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

const chooser = randomChoosers('bench')
const rows: Row[] = [
  { name: 'world, bare', unit: 'steps/s', target: 3_000_000, run: () => many(1_500, async () => bareWorld(chooser())) },
  { name: 'world with disk', unit: 'steps/s', target: 1_000_000, run: () => many(1_500, async () => worldWithDisk(chooser())) },
  { name: 'race in a world', unit: 'schedules/s', run: () => many(4_000, async () => raceInWorld(chooser())) },
  { name: 'the same race under fast-check', unit: 'schedules/s', run: () => raceInFastCheck(800, 1) },
  { name: 'fresh world', unit: 'worlds/s', target: 1_000_000 / 30, run: freshWorld },
  { name: 'files on the simulated disk', unit: 'operations/s', run: async () => fileOperations(diskAlone(new Disk())) },
]
for (const profile of ['posix', 'ext4', 'xfs', 'btrfs']) {
  // Made by the rows that need them: a full heap slows down all others.
  const cursor = once(() => pendingDisk(profile))
  const images = once(() => [...cursor().images({ limit: IMAGES, seed: 'bench' })])
  rows.push({ name: `images chosen and hashed, ${profile}`, unit: 'images/s', target: 1_000_000, run: async () => chosenImages(cursor(), IMAGES) })
  rows.push({ name: `images built, ${profile}`, unit: 'images/s', target: 200_000, run: async () => builtImages(images()) })
}
if ((await memoryFileSystem()) !== undefined) rows.push({ name: 'the same files on memfs', unit: 'operations/s', run: async () => fileOperations((await memoryFileSystem())!) })

/** The best of a few rounds, in work per second. */
async function bestRound({ run }: Row): Promise<number> {
  let best = 0
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint()
    const done = await run()
    best = Math.max(best, done / (Number(process.hrtime.bigint() - start) / 1e9))
  }
  return best
}

/** Measures all rows and prints them; with `--row NAME` just that one. `more`: rows of whoever calls; `entry`: the file that calls. */
export async function measureHarness(more: readonly Row[], entry: string): Promise<void> {
  const all = [...rows, ...more]
  const only = process.argv.indexOf('--row')
  if (only >= 0) {
    const row = all.find(({ name }) => name === process.argv[only + 1])
    console.log(row === undefined ? 0 : await bestRound(row))
    process.exit()
  }
  const best = new Map<string, number>()
  for (let pass = 0; pass < PASSES; pass++) {
    for (const { name } of all) {
      const perSecond = Number(execFileSync(process.execPath, [fileURLToPath(entry), '--row', name], { encoding: 'utf8' }))
      best.set(name, Math.max(best.get(name) ?? 0, perSecond))
    }
  }
  print(all, best)
}

function print(all: readonly Row[], best: ReadonlyMap<string, number>): void {
  const ratio = best.get('race in a world')! / best.get('the same race under fast-check')!
  const measured = [
    ...all.map(({ name, unit, target }) => ({ name, unit, value: Math.round(best.get(name)!), target: target === undefined ? null : Math.round(target) })),
    { name: 'race: world over fast-check', unit: 'times', value: Math.round(ratio * 10) / 10, target: 5 },
  ]
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, rounds: PASSES * ROUNDS }
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ machine, measured }, null, 2))
  } else {
    console.log(`Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores; best of ${PASSES * ROUNDS} rounds\n`)
    const width = Math.max(...measured.map(({ name }) => name.length))
    for (const { name, unit, value, target } of measured) {
      const asked = target === null ? '' : `   asked: ${target.toLocaleString('en')}${value >= target ? '' : '   MISSED'}`
      console.log(`${name.padEnd(width)}  ${value.toLocaleString('en').padStart(12)} ${unit.padEnd(13)}${asked}`)
    }
  }
}

import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from '../check/json.ts'
import { nodeHost } from '../host/node-host.ts'
import type { AppendStore, Contender, SyncPolicy } from './append-store.ts'
import { runLoad, type LoadResult } from './load.ts'
import { Meter } from './meter.ts'
import { meteredHost, type SyncCall } from './metered-host.ts'

/** One round: stores are opened in a folder of their own, streams append for a while, and all of it is removed again. */
export interface RoundOptions {
  readonly contender: RealContender
  readonly policy: SyncPolicy
  readonly call: SyncCall
  readonly streams: number
  /** Where the folder of the round is made. */
  readonly folder: string
  readonly record: (number: number) => Json
  readonly ms: number
  readonly records: number
  readonly rate?: number
  readonly signal?: AbortSignal
}

/** A contender on this machine: one that takes a host, or one that goes past it into a folder. */
export type RealContender = Contender | { readonly name: string; openIn(folder: string, runs: readonly string[]): readonly AppendStore[] }

export interface Round extends LoadResult {
  readonly meter: Meter
  /** Microseconds of processor time, user and kernel, of the whole process, per acknowledged record. */
  readonly cpuUs: number
}

/** A policy that has not answered by then cannot keep up: it reports its backlog. */
const DRAIN_MS = 10_000

export async function runRound(options: RoundOptions): Promise<Round> {
  const { contender, policy, call, streams, folder, record, ms, records, rate, signal } = options
  const own = await mkdtemp(join(folder, 'round-'))
  const real = nodeHost()
  const now = (): number => performance.now()
  const meter = new Meter()
  const runs = Array.from({ length: streams }, (_, stream) => `run-${stream + 1}`)
  let stores: readonly AppendStore[] = []
  try {
    stores = 'openIn' in contender ? contender.openIn(own, runs) : await contender.openAll(meteredHost(real, { meter, now, call, folder: own }), runs, policy.sync)
    if (Object.keys(policy.sync).length === 0) stores = stores.map(withoutDurable)
    meter.reset()
    const passedBefore = passedToKernel()
    const before = process.cpuUsage()
    const load = await runLoad({
      stores, record, window: policy.window, records, ms, drainMs: DRAIN_MS, now, sleep: real.clock.sleep,
      ...(rate !== undefined && { rate }),
      ...(signal !== undefined && { signal }),
    })
    const { user, system } = process.cpuUsage(before)
    const counted = snapshot(meter)
    if ('openIn' in contender) counted.bytes = passedToKernel() - passedBefore
    return { ...load, meter: counted, cpuUs: (user + system) / Math.max(1, load.acknowledged) }
  } finally {
    await Promise.allSettled(stores.map((store) => store.close()))
    await rm(own, { recursive: true, force: true })
  }
}

/** Where nothing is ever synced, nobody waits for it. */
function withoutDurable(store: AppendStore): AppendStore {
  return { append: (record) => store.append(record), read: () => store.read(), close: () => store.close() }
}

/** Bytes that this process has given to write calls: what is known of a contender that goes past the host. 0 where the kernel does not count. */
function passedToKernel(): number {
  try {
    return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** What closing writes and syncs belongs to no record any more. */
function snapshot({ bytes, writes, syncs, write, sync }: Meter): Meter {
  return Object.assign(new Meter(), { bytes, writes, syncs, write, sync })
}

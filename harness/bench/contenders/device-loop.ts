import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { OPEN } from '../../disk/open-flags.ts'
import type { SyncCall } from '../metered-host.ts'
import { Durations, type Percentiles } from '../statistics/percentiles.ts'

/** What the device alone can do: one page of a file that has all its blocks is overwritten and synced, again and again, by one thread without an event loop. */
export interface DeviceLoop {
  readonly call: SyncCall
  /** Writes that were each followed by a sync, per second. */
  readonly perSecond: number
  readonly latency: Percentiles
}

const PAGE = 4096
const PAGES = 64
/** The event loop gets a turn after so long: Ctrl-C works. */
const TURN_MS = 50

/** undefined where it was ended before its first write. */
export async function deviceLoop(folder: string, call: SyncCall, ms: number, signal?: AbortSignal): Promise<DeviceLoop | undefined> {
  const path = join(folder, 'device-loop')
  const page = Buffer.alloc(PAGE, 65)
  const file = openSync(path, OPEN.RDWR | OPEN.CREAT | (call === 'O_DSYNC' ? OPEN.DSYNC : 0), 0o600)
  const durations = new Durations()
  try {
    for (let at = 0; at < PAGES; at++) writeSync(file, page, 0, PAGE, at * PAGE)
    fsyncSync(file)
    const startMs = performance.now()
    let nowMs = startMs
    for (let at = 0; nowMs - startMs < ms && signal?.aborted !== true; ) {
      for (const turnMs = nowMs; nowMs - turnMs < TURN_MS && nowMs - startMs < ms; at = (at + 1) % PAGES) {
        writeSync(file, page, 0, PAGE, at * PAGE)
        if (call === 'fdatasync') fdatasyncSync(file)
        else if (call === 'fsync') fsyncSync(file)
        const before = nowMs
        nowMs = performance.now()
        durations.record(nowMs - before)
      }
      await new Promise((resolve) => setImmediate(resolve))
      nowMs = performance.now()
    }
    const latency = durations.percentiles()
    return latency && { call, perSecond: (durations.count * 1_000) / (nowMs - startMs), latency }
  } finally {
    closeSync(file)
    rmSync(path, { force: true })
  }
}

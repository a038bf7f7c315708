import { randomFillSync, randomInt, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fileSystem from 'node:fs/promises'
import { uptime } from 'node:os'
import type { Clock, FileSystem, Host, Random } from './host.ts'

/** The real host: the file system, clock and randomness of this process. `replaced` gives other parts in their place, as tests do. */
export function nodeHost(replaced: Partial<Host> = {}): Host {
  return { fs, clock, random, pid: process.pid, boot: (boot ??= bootId()), ...replaced }
}

// Adoption is an import swap: the real module has the type of the host's, and so have the handles that it opens.
const fs: FileSystem = fileSystem satisfies FileSystem

/** The longest delay that a timer of Node takes; above it fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

const clock: Clock = { now: () => Date.now(), monotonic, sleep }

/** CLOCK_MONOTONIC on Linux, mach time on macOS: both count from boot and are the same for every process. */
function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

async function sleep(ms: number, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
  const { signal } = options
  const end = monotonic() + ms
  // At least once, so that no time at all still takes a turn. Again where a timer was early, or could not last as long.
  do await nap(Math.min(Math.max(Math.ceil(end - monotonic()), 0), LONGEST_TIMER_MS), signal)
  while (monotonic() < end)
}

function nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal!.reason as Error)
    }
    if (signal?.aborted) return reject(signal.reason as Error)
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })
}

const random: Random = {
  integer(limit) {
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= 2 ** 32)) throw new RangeError(`limit is ${limit}; it takes a whole number from 1 to 2^32`)
    return randomInt(limit)
  },
  bytes: (length) => randomFillSync(new Uint8Array(length)),
  uuid: () => randomUUID(),
}

let boot: string | undefined

/** The kernel's own id of this boot, on Linux; elsewhere the second in which it began, which a change of the wall clock moves. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return `${process.platform}-${bootSecond()}`
  }
}

/** Both clocks are read within one second of the wall clock, so that every process computes the same. */
function bootSecond(): number {
  for (;;) {
    const second = Math.floor(Date.now() / 1_000)
    const began = second - Math.floor(uptime())
    if (Math.floor(Date.now() / 1_000) === second) return began
  }
}

import type { Fault } from '../check/scenario.ts'

/**
 * Faults of time. Each fires at one operation of one process; how long is drawn log-uniformly from 1 ms to `msMax`.
 */
export interface DelayOptions {
  /** Virtual milliseconds, 1 to 10^9. */
  readonly msMax?: number
}

/** The process is stopped (SIGSTOP) before the operation and goes on later; time and other processes do not wait. Default: up to 60,000 ms. */
export function pause(options: DelayOptions = {}): Fault {
  return { name: 'pause', options: { msMax: limit(options.msMax ?? 60_000) } }
}

/** One operation takes that long; the rest of its process goes on. Default: up to 100,000 ms. */
export function slow(options: DelayOptions = {}): Fault {
  return { name: 'slow', options: { msMax: limit(options.msMax ?? 100_000) } }
}

/** The wall clock of the process is set forward or back by that much; `monotonic()` goes on. Default: up to 86,400,000 ms, a day. */
export function clockJump(options: DelayOptions = {}): Fault {
  return { name: 'clockJump', options: { msMax: limit(options.msMax ?? 86_400_000) } }
}

function limit(msMax: number): number {
  if (!(msMax >= 1 && msMax <= 1e9)) throw new RangeError(`msMax is ${msMax}; it takes milliseconds from 1 to 1,000,000,000`)
  return msMax
}

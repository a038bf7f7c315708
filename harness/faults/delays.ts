import type { Json } from '../check/json.ts'
import type { Fault } from '../check/scenario.ts'
import type { FaultDecision } from '../world/chooser.ts'
import type { RandomStream } from '../world/random.ts'
import { anywhere, field, type FaultInLife } from './fault-in-life.ts'

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

export const pauseInLife: FaultInLife = inLife('pause')
export const slowInLife: FaultInLife = inLife('slow')
export const clockJumpInLife: FaultInLife = inLife('clockJump')

function inLife(fault: Extract<FaultDecision, { readonly ms: number }>['fault']): FaultInLife {
  return {
    firesAt: anywhere,
    draw: (options, _operation, stream) => {
      const ms = duration(options, stream)
      return { fault, ms: fault === 'clockJump' && stream.integer(2) !== 0 ? -ms : ms }
    },
    read: (options) => {
      const ms = field(options, 'ms')
      return typeof ms === 'number' ? { fault, ms } : undefined
    },
  }
}

function duration(options: Json, stream: RandomStream): number {
  return Math.round((field(options, 'msMax') as number) ** stream.unit())
}

function limit(msMax: number): number {
  if (!(msMax >= 1 && msMax <= 1e9)) throw new RangeError(`msMax is ${msMax}; it takes milliseconds from 1 to 1,000,000,000`)
  return msMax
}

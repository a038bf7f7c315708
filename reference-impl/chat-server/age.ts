import type { Host } from '../../harness/host/host.ts'

/**
 * How long a marker has been waited for, in time during which the computer was awake. The wall clock has no part in it, so that stepping it neither hastens
 * nor blocks the end.
 *
 * Laws
 * - Within a boot it is the difference of the monotonic clock; what earlier boots had counted is carried along.
 * - Of an earlier boot only what was stored counts, because nobody knows when it ended. So an age may be too low, by `STORED_EVERY_MS` per boot; never too high.
 */
export type Age = {
  /** Counted in earlier boots. */
  readonly awakeMs: number
  /** The boot that goes on counting, and from which moment of its monotonic clock. */
  readonly boot: string
  readonly sinceMs: number
}

/** An age is stored again when so much more has been counted. */
export const STORED_EVERY_MS: number = 15 * 60_000

type Clocks = Pick<Host, 'boot' | 'clock'>

/** Begins now; or, for what an earlier boot left, with this boot. */
export function ageFrom(host: Clocks, beganIn: string): Age {
  return { awakeMs: 0, boot: host.boot, sinceMs: beganIn === host.boot ? host.clock.monotonic() : 0 }
}

export function awakeMs(age: Age, { boot, clock }: Clocks): number {
  return age.boot === boot ? age.awakeMs + Math.max(0, clock.monotonic() - age.sinceMs) : age.awakeMs + clock.monotonic()
}

/** The same age as this boot goes on counting it. */
export function carried(age: Age, host: Clocks): Age {
  return { awakeMs: awakeMs(age, host), boot: host.boot, sinceMs: host.clock.monotonic() }
}

/** True if a later boot would count too little without it. */
export function worthStoring(age: Age, host: Clocks): boolean {
  return age.boot !== host.boot || awakeMs(age, host) - age.awakeMs >= STORED_EVERY_MS
}

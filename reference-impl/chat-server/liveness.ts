import type { Host } from '../../harness/host/host.ts'
import { GRACE_MS, lastBeat } from './lease.ts'
import type { Owner, Turn } from './turn.ts'

/** Who could still bring a turn to its end. `gone`: nobody, for certain within this process and after a reboot, else after a grace in which its owner gave no sign. */
export type Liveness = 'here' | 'elsewhere' | 'gone'

export interface LivenessOptions {
  readonly host: Host
  readonly self: Owner
  /** Runs of this process. A run is entered before its id is written anywhere. */
  readonly live: ReadonlyMap<string, unknown>
  /** Where the leases lie. */
  readonly owners: string
  /** Nobody else serves the directory. */
  readonly alone: boolean
}

/**
 * Decided by boot identity and by monotonic time; the wall clock has no part in it. The clock is read before the lease: a process that is held up in between
 * then takes the owner for younger, never for older.
 */
export async function livenessOf({ run, owner, startedMs }: Turn, { host, self, live, owners, alone }: LivenessOptions): Promise<Liveness> {
  if (live.has(run)) return 'here'
  if (alone || owner.id === self.id || owner.boot !== host.boot) return 'gone'
  const nowMs = host.clock.monotonic()
  const beat = Math.max(startedMs, (await lastBeat(host, owners, owner)) ?? 0)
  return nowMs - beat <= GRACE_MS ? 'elsewhere' : 'gone'
}

import type { Latency } from '../world/latency.ts'
import type { SyncPolicy } from './append-store.ts'

/** A record whose append was answered before the crash. */
export interface Acknowledged {
  /** Which stream. */
  readonly run: number
  /** Its place among the records of that stream, from 0. */
  readonly number: number
  readonly atMs: number
  /** It ended the stream's conversation. */
  readonly terminal: boolean
}

export interface PromiseCheck {
  readonly policy: SyncPolicy
  readonly latency: Latency
  readonly streams: number
  readonly lost: readonly Acknowledged[]
  readonly known: readonly Acknowledged[]
  /** When the computer stopped. */
  readonly atMs: number
  /** What happened, in words. */
  readonly what: string
}

export const PROCESS_DEATH = 'a process death'

/**
 * What the options of a policy promise, whoever gives them. A time bound has room for the sync that runs and the next one, of every stream. Returns the
 * promise that was not kept, in a sentence.
 */
export function brokenPromise({ policy, latency, streams, lost, known, atMs, what }: PromiseCheck): string | undefined {
  if (what === PROCESS_DEATH && lost.length > 0) return `${what} lost ${lost.length} acknowledged records`
  const { everyRecords, everyMs, terminal } = policy.sync
  const roomMs = 2 * streams * ((latency['fsync'] ?? 0) + (latency['write'] ?? 0))
  for (let run = 0; run < streams; run++) {
    const gone = lost.filter((one) => one.run === run)
    const [oldest] = gone
    if (oldest === undefined) continue
    if (everyRecords !== undefined && gone.length >= everyRecords) return `${what} lost ${gone.length} acknowledged records of one stream; the policy allows ${everyRecords - 1}`
    const age = atMs - oldest.atMs
    if (everyMs !== undefined && age > everyMs + roomMs) return `${what} lost a record acknowledged ${Math.round(age)} ms before; the policy allows ${everyMs} ms and two syncs`
    const end = terminal === true ? known.findLast((one) => one.run === run && one.terminal) : undefined
    if (end !== undefined && oldest.number <= end.number) return `${what} lost record ${oldest.number} of a stream that record ${end.number} had ended, acknowledged`
  }
  return undefined
}

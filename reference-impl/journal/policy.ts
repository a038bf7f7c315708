import { refused } from './errors.ts'
import type { Json } from './record.ts'

/**
 * When records are synced to the medium. The conditions combine: whichever comes first syncs everything written so far. None at all (`{}`) leaves it to
 * `sync()` and `close()`. A record reaches the page cache at once in any case, so that the death of the process alone loses nothing acknowledged.
 */
export interface SyncPolicy {
  /** At most this many minus one acknowledged records are not yet on the medium: the append that would exceed it waits. 1: every append waits. A whole number from 1. */
  readonly everyRecords?: number
  /** A record is on the medium at most this many milliseconds, plus one running sync and one more, after it was acknowledged. Nobody waits. Above 0. */
  readonly everyMs?: number
  /** The append of a terminal record waits until it, and all before it, is on the medium. Default: false. */
  readonly terminal?: boolean
}

export const DEFAULT_SYNC: SyncPolicy = { everyRecords: 1 }

const CONDITIONS = ['everyRecords', 'everyMs', 'terminal']
const LONGEST_MS = 86_400_000

/** Throws a refused `JournalError` that names the condition, the value and what is accepted. */
export function checkedPolicy(policy: SyncPolicy): SyncPolicy {
  const { everyRecords, everyMs, terminal } = policy
  const unknown = Object.keys(policy).find((key) => !CONDITIONS.includes(key))
  if (unknown !== undefined) throw refused(`sync has the condition ${JSON.stringify(unknown)}; it takes ${CONDITIONS.join(', ')}`)
  if (everyRecords !== undefined && !(Number.isSafeInteger(everyRecords) && everyRecords >= 1)) {
    throw refused(`sync.everyRecords is ${String(everyRecords)}; it takes a whole number from 1`)
  }
  if (everyMs !== undefined && !(typeof everyMs === 'number' && everyMs > 0 && everyMs <= LONGEST_MS)) {
    throw refused(`sync.everyMs is ${String(everyMs)}; it takes milliseconds above 0, at most one day (${LONGEST_MS})`)
  }
  if (terminal !== undefined && typeof terminal !== 'boolean') throw refused(`sync.terminal is ${String(terminal)}; it takes true or false`)
  return policy
}

/** True if the append of a record must wait for a sync. `atRisk`: acknowledged or written records that are not on the medium, this one included. */
export function mustSync(policy: SyncPolicy, atRisk: number, terminal: boolean): boolean {
  return (policy.everyRecords !== undefined && atRisk >= policy.everyRecords) || (policy.terminal === true && terminal)
}

const TERMINAL_EVENTS: readonly unknown[] = ['done', 'stream_end', 'cancel', 'apperror', 'error']

/** True for the record of an event after which a streaming run does nothing more than tidy up. */
export function isTerminal(record: Json): boolean {
  return typeof record === 'object' && record !== null && 'event' in record && TERMINAL_EVENTS.includes(record.event)
}

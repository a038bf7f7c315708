import { refused } from './errors.ts'

/**
 * When records are synced to the medium. The conditions combine: whichever comes first syncs everything appended so far. None at all (`{}`) leaves it to
 * `sync()`, `seal()` and `close()`.
 */
export interface SyncPolicy {
  /** At most this many minus one acknowledged records are not yet on the medium: the append that would exceed it waits. 1: every append waits. A whole number from 1. */
  readonly everyRecords?: number
  /** A record is on the medium at most this many milliseconds, plus one running sync and one more, after it was acknowledged. Nobody waits. Above 0. */
  readonly everyMs?: number
  /** The append of a terminal record waits until it, and all before it, is on the medium. Default: false. */
  readonly terminal?: boolean
}

/**
 * When records are handed to the operating system, after which the death of the process alone cannot lose them. The conditions combine. Records that are
 * appended in one turn go in one write, whatever the policy; a sync that is due writes first.
 */
export interface WritePolicy {
  /** At most this many minus one acknowledged records are in the process only: the append that would exceed it waits. 1: at once. A whole number from 1. */
  readonly everyRecords?: number
  /** A record is written at most this many milliseconds, plus one running write and one more, after it was acknowledged. Above 0. */
  readonly everyMs?: number
}

export const DEFAULT_SYNC: SyncPolicy = { everyRecords: 1 }
export const DEFAULT_WRITE: WritePolicy = { everyRecords: 1 }

const LONGEST_MS = 86_400_000

/** Throws a refused `JournalError` that names the condition, the value and what is accepted. */
export function checkedSync(policy: SyncPolicy): SyncPolicy {
  checkConditions('sync', policy, ['everyRecords', 'everyMs', 'terminal'])
  const { terminal } = policy
  if (terminal !== undefined && typeof terminal !== 'boolean') throw refused(`sync.terminal is ${String(terminal)}; it takes true or false`)
  return policy
}

/** Throws a refused `JournalError` that names the condition, the value and what is accepted. Without any condition records could wait for ever. */
export function checkedWrite(policy: WritePolicy): WritePolicy {
  checkConditions('write', policy, ['everyRecords', 'everyMs'])
  if (policy.everyRecords === undefined && policy.everyMs === undefined) throw refused('write has no condition; it takes everyRecords, everyMs or both')
  return policy
}

/** True if the append of a record waits for a sync, whatever else is at risk. */
export function alwaysSyncs(policy: SyncPolicy, terminal: boolean): boolean {
  return policy.everyRecords === 1 || (policy.terminal === true && terminal)
}

/** True if the append of a record must wait for a sync. `atRisk`: records that are not on the medium, this one included. */
export function mustSync({ everyRecords }: SyncPolicy, atRisk: number): boolean {
  return everyRecords !== undefined && atRisk >= everyRecords
}

function checkConditions(name: string, policy: { readonly everyRecords?: number; readonly everyMs?: number }, known: readonly string[]): void {
  if (typeof policy !== 'object' || policy === null) throw refused(`${name} is ${String(policy)}; it takes an object with the conditions ${known.join(', ')}`)
  const unknown = Object.keys(policy).find((key) => !known.includes(key))
  if (unknown !== undefined) throw refused(`${name} has the condition ${JSON.stringify(unknown)}; it takes ${known.join(', ')}`)
  const { everyRecords, everyMs } = policy
  if (everyRecords !== undefined && !(Number.isSafeInteger(everyRecords) && everyRecords >= 1)) {
    throw refused(`${name}.everyRecords is ${String(everyRecords)}; it takes a whole number from 1`)
  }
  if (everyMs !== undefined && !(typeof everyMs === 'number' && everyMs > 0 && everyMs <= LONGEST_MS)) {
    throw refused(`${name}.everyMs is ${String(everyMs)}; it takes milliseconds above 0, at most one day (${LONGEST_MS})`)
  }
}

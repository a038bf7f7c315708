import type { RecordId } from './contract.ts'
import { attempts, nameOf, readingLives, shown, type Attempt, type Lives, type ReadingLife } from './evidence.ts'
import type { JournalInvariant } from './invariants.ts'

/** Acknowledged records of earlier lives that are not there, in the order in which they were acknowledged. */
function lost(lives: Lives, { number, observed }: ReadingLife): Attempt[] {
  const there = new Set(observed.records.map(nameOf))
  return [...attempts(lives, number).values()].filter(({ name, life, call }) => life < number && call.outcome === 'acknowledged' && !there.has(name))
}

/** The loss of one crash: records of the first life that the second does not show. Later lives may have lost some of their own. */
function firstLoss(lives: Lives): { readonly gone: Attempt[]; readonly reading: ReadingLife } | undefined {
  const reading = readingLives(lives).find(({ number }) => number === 2)
  return reading === undefined ? undefined : { gone: lost(lives, reading), reading }
}

/** At most so many acknowledged records are lost: `most` to a power cut, none to the death of the process; with `written`, at most that to either. */
export function boundedLoss(most: number, written = 0): JournalInvariant {
  return {
    name: 'bounded-loss',
    states: `a power cut loses at most ${most} acknowledged records, the death of the process ${written === 0 ? 'none' : `at most ${written}`}`,
    check({ lives }) {
      const loss = firstLoss(lives)
      if (loss === undefined) return undefined
      const { gone, reading } = loss
      const allowed = reading.afterPowerCut ? most : written
      if (gone.length <= allowed) return undefined
      return `${gone.length} acknowledged records are gone in life 2, the first of them ${shown(gone[0]!.record)}; ${allowed === 0 ? 'none' : `at most ${allowed}`} may be`
    },
  }
}

/**
 * What syncs and writes may take beside the bound, in virtual milliseconds: their latencies are below a fifth of one, and a scenario that asserts a bound has
 * no operation that is slower.
 */
const SLACK_MS = 5

/** A record that was acknowledged longer before the crash than the bound is there. For scenarios whose operations are punctual. */
export function onMediumWithin(ms: number): JournalInvariant {
  return {
    name: 'on-medium-in-time',
    states: `a record is on the medium ${ms} ms after it was acknowledged, and the time of two syncs`,
    check({ lives }) {
      const loss = firstLoss(lives)
      const crash = lives[0]?.crash
      if (loss === undefined || crash === undefined || crash === null) return undefined
      const late = loss.gone.find(({ call }) => call.endedAtMs !== null && crash.atMs - call.endedAtMs > ms + SLACK_MS)
      if (late === undefined) return undefined
      return `${shown(late.record)} was acknowledged ${Math.floor(crash.atMs - late.call.endedAtMs!)} ms before the crash and is gone in life 2; ${ms} ms were promised`
    },
  }
}

/** With `{ terminal: true }`: a terminal record that was acknowledged is there, and with it all that its opening had acknowledged before it was appended. */
export const terminalIsSafe: JournalInvariant = {
  name: 'terminal-is-safe',
  states: 'an acknowledged terminal record is there after any crash, and all that its opening had acknowledged before it was appended',
  check({ lives }) {
    for (const reading of readingLives(lives)) {
      const gone = lost(lives, reading)
      if (gone.length === 0) continue
      for (const terminal of attempts(lives, reading.number).values()) {
        if (terminal.call.outcome !== 'acknowledged' || !isTerminalEvent(terminal.record)) continue
        const missing = gone.find((other) => other.name === terminal.name || (other.life === terminal.life && openingOf(other) === openingOf(terminal) && other.call.id < terminal.call.id && other.call.endedAtMs! <= terminal.call.calledAtMs))
        if (missing !== undefined) return `${shown(terminal.record)} was acknowledged in life ${terminal.life}, and ${missing.name === terminal.name ? 'it' : shown(missing.record)} is gone in life ${reading.number}`
      }
    }
    return undefined
  },
}

/** What another opening has acknowledged may wait in the memory of its process, where the policy lets it. */
function openingOf({ call }: Attempt): number | undefined {
  return (call.result as RecordId | null | undefined)?.generation
}

/** A seal that was acknowledged is there with all that was acknowledged before it, whatever the policy. */
export const sealedIsThere: JournalInvariant = {
  name: 'sealed-is-there',
  states: 'an acknowledged seal is there after any crash, and all that was acknowledged before it',
  check({ lives }) {
    for (const reading of readingLives(lives)) {
      const seal = [...attempts(lives, reading.number).values()].find(({ call }) => call.method === 'seal' && call.outcome === 'acknowledged')
      const gone = seal === undefined ? undefined : lost(lives, reading).find(({ life, call }) => life < seal.life || (call.endedAtMs ?? Infinity) <= seal.call.endedAtMs!)
      if (gone !== undefined) return `${shown(gone.record)} was acknowledged before the run was sealed, and is gone in life ${reading.number}`
    }
    return undefined
  },
}

const TERMINAL: readonly unknown[] = ['done', 'stream_end', 'cancel', 'apperror', 'error']

function isTerminalEvent(record: unknown): boolean {
  return typeof record === 'object' && record !== null && 'event' in record && TERMINAL.includes(record.event)
}

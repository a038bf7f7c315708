import type { Invariant } from '../../harness/check/scenario.ts'
import type { JournalContents } from './contract.ts'
import { attempts, contentsRead, entryIn, nameOf, readingLives, sameJson, shown, type Lives } from './evidence.ts'

/**
 * What every journal scenario asserts, as bounds: acknowledged ⊆ observed ⊆ attempted. They presuppose that `recover` returns its last read, made when all
 * its own appends had ended.
 */
export type JournalInvariant = Invariant<unknown, JournalContents>

/** The client that `recover` is. */
const RECOVERY = 'main'

export const acknowledgedSurvive: JournalInvariant = {
  name: 'acknowledged-survive',
  states: 'every acknowledged record is there after any crash',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const there = new Set(observed.records.map(nameOf))
      for (const { name, record, life, call } of attempts(lives, number).values()) {
        // What clients that live on append while the recovery reads, it may have missed.
        if (life === number && call.client !== RECOVERY) continue
        if (call.outcome === 'acknowledged' && !there.has(name)) return `${shown(record)} was acknowledged in life ${life} and is gone in life ${number}`
      }
    }
    return undefined
  },
}

export const onlyAttempted: JournalInvariant = {
  name: 'only-attempted',
  states: 'every record that is read was appended, with exactly this content, and was not refused',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const tried = attempts(lives, number)
      for (const record of observed.records) {
        const attempt = tried.get(nameOf(record))
        if (attempt === undefined) return `${shown(record)} was read in life ${number} and nobody had appended it`
        if (attempt.call.outcome === 'refused') return `${shown(record)} was refused and was read in life ${number} all the same`
        if (!sameJson(record, attempt.record)) return `${shown(attempt.record)} came back in life ${number} with other content: ${shown(record)}`
      }
    }
    return undefined
  },
}

export const shownStays: JournalInvariant = {
  name: 'shown-stays',
  states: 'a record that a read has shown after a crash is there after every later one',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const there = new Set(observed.records.map(nameOf))
      for (const earlier of lives.filter((life) => life.number < number)) {
        for (const record of earlier.history.flatMap((call) => contentsRead(call)?.records ?? [])) {
          if (!there.has(nameOf(record))) return `${shown(record)} was read in life ${earlier.number} and is gone in life ${number}`
        }
      }
    }
    return undefined
  },
}

export const exactlyOnce: JournalInvariant = {
  name: 'exactly-once',
  states: 'no record is read twice',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const names = new Set<string>()
      for (const record of observed.records) {
        const name = nameOf(record)
        if (names.has(name)) return `${shown(record)} was read twice in life ${number}`
        names.add(name)
      }
    }
    return undefined
  },
}

export const inOrder: JournalInvariant = {
  name: 'in-order',
  states: 'the records of a writer are read in the order in which it appended them, and those of a later life after those of an earlier one',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const tried = attempts(lives, number)
      const last = new Map<string, number>()
      let lastLife = 0
      for (const record of observed.records) {
        const entry = entryIn(record)
        if (entry === undefined) continue
        const before = last.get(entry.writer) ?? 0
        if (entry.number < before) return `${shown(record)} was read after #${before} of the same writer in life ${number}`
        last.set(entry.writer, entry.number)
        const life = tried.get(nameOf(record))?.life ?? lastLife
        if (life < lastLife) return `${shown(record)} of life ${life} was read after a record of life ${lastLife} in life ${number}`
        lastLife = life
      }
    }
    return undefined
  },
}

export const noSilentHole: JournalInvariant = {
  name: 'no-silent-hole',
  states: 'what is read of a writer is a prefix of what it appended; only a power cut may leave a hole, and then the reader states damage',
  check({ lives }) {
    for (const { number, observed, afterPowerCut } of readingLives(lives)) {
      if (afterPowerCut && observed.damaged > 0) continue
      const hole = firstHole(lives, number, observed)
      if (hole === undefined) continue
      const excuse = afterPowerCut ? 'and nothing was reported damaged' : 'although no power was cut'
      return `${hole.missing} is missing in life ${number} before ${hole.later}, ${excuse}`
    }
    return undefined
  },
}

function firstHole(lives: Lives, upTo: number, observed: JournalContents): { readonly missing: string; readonly later: string } | undefined {
  const there = new Set(observed.records.map(nameOf))
  const lastSeen = new Map<string, number>()
  for (const record of observed.records) {
    const entry = entryIn(record)
    if (entry !== undefined) lastSeen.set(entry.writer, Math.max(entry.number, lastSeen.get(entry.writer) ?? 0))
  }
  for (const { name, record } of attempts(lives, upTo).values()) {
    const entry = entryIn(record)
    const last = entry === undefined ? 0 : (lastSeen.get(entry.writer) ?? 0)
    if (entry !== undefined && entry.number < last && !there.has(name)) return { missing: shown(record), later: `${entry.writer} #${last}` }
  }
  return undefined
}

export const readsGrow: JournalInvariant = {
  name: 'reads-grow',
  states: 'what a reader sees while others append is a prefix for each writer, and never less than it has seen before',
  check({ lives }) {
    for (const { number, history } of lives) {
      const seen = new Map<string, readonly string[]>()
      for (const call of history) {
        const contents = contentsRead(call)
        if (contents === undefined) continue
        const names = contents.records.map(nameOf)
        const before = seen.get(call.process) ?? []
        const gone = before.find((name) => !names.includes(name))
        if (gone !== undefined) return `${gone} was read in life ${number} and is gone in a later read of ${call.process}`
        seen.set(call.process, names)
        const hole = contents.damaged > 0 ? undefined : firstHole(lives, number, contents)
        if (hole !== undefined) return `${hole.missing} is missing in a read of life ${number} before ${hole.later}, and nothing was reported damaged`
      }
    }
    return undefined
  },
}

/** For scenarios whose writers are named like their runs, and whose `recover` returns the records of all runs, one after the other. */
export const ownRecordsOnly: JournalInvariant = {
  name: 'own-records-only',
  states: 'a run reads only its own records',
  check({ lives }) {
    for (const { number, history } of lives) {
      const reads = history.flatMap((call) => contentsRead(call) ?? [])
      for (const { records } of reads) {
        const writers = [...new Set(records.map((record) => entryIn(record)?.writer))]
        if (writers.length > 1) return `one read of life ${number} gave records of ${writers.join(' and ')}`
      }
    }
    return undefined
  },
}

/** So many rotten bits cost at most so many records. */
export function rotSpreadsNoFurther(bits: number): JournalInvariant {
  return {
    name: 'rot-spreads-no-further',
    states: `${bits} rotten bits cost at most ${bits} records`,
    check({ lives }) {
      for (const { number, observed } of readingLives(lives)) {
        const there = new Set(observed.records.map(nameOf))
        const gone = [...attempts(lives, number).values()].filter(({ name, call }) => call.outcome === 'acknowledged' && !there.has(name))
        if (gone.length > bits) return `${gone.length} acknowledged records are gone in life ${number}, the first of them ${shown(gone[0]!.record)}; ${bits} bits had rotted`
      }
      return undefined
    },
  }
}

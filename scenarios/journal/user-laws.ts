import type { HistoryEntry } from '../../harness/check/history.ts'
import type { Invariant } from '../../harness/check/scenario.ts'
import type { RecordId } from './contract.ts'
import { terminalIsSafe } from './bounds.ts'
import { cursorsAreSound, type WithReplays } from './cursors.ts'
import { deletedIsGone, ENDS, sealedIsFinal, stateIsTrue } from './endings.ts'
import { attempts, contentsRead, entryIn, issuedIds, nameOf, readingLives, shown, type Attempt, type Lives } from './evidence.ts'
import { idsIncrease, idsIssuedOnce, keyOf } from './identity.ts'
import { exactlyOnce, inOrder, onlyAttempted, type JournalInvariant } from './invariants.ts'
import type { Users } from './users.ts'

type UserLaw = Invariant<Users, WithReplays>

/** What a journal promises to whoever uses it, as far as the policies that they chose demand. `cacheStays`: no fault takes back what the page cache showed. */
export function userLaws({ cacheStays }: { readonly cacheStays: boolean }): UserLaw[] {
  return [
    onlyAttempted, exactlyOnce, inOrder, idsIssuedOnce, idsIncrease, cursorsAreSound, stateIsTrue, sealedIsFinal, deletedIsGone, deletedInGoodOrder, durableStays,
    recoveredStays, lossIsBounded(cacheStays), where(({ sync }) => sync.terminal === true, unlessDeleted(terminalIsSafe)),
  ]
}

function where(applies: (input: Users) => boolean, law: JournalInvariant): UserLaw {
  return { ...law, check: ({ input, lives }) => (applies(input) ? law.check({ input, lives }) : undefined) }
}

function unlessDeleted(law: JournalInvariant): JournalInvariant {
  return { ...law, check: (evidence) => (mayBeDeleted(evidence.lives) ? undefined : law.check(evidence)) }
}

function calls(lives: Lives): HistoryEntry[] {
  return lives.flatMap(({ history }) => history)
}

function mayBeDeleted(lives: Lives): boolean {
  return calls(lives).some(({ method, outcome }) => (method === 'delete' || method === 'discard') && outcome !== 'refused')
}

/** Of a journal that was opened so and so often, each opening may lose what its policies leave at risk. */
function lossIsBounded(cacheStays: boolean): UserLaw {
  return {
    name: 'loss-is-bounded',
    states: 'of the acknowledged records of one opening no more are gone than its policies leave at risk: of a power cut `sync`, of the death of the process `write`',
    check({ input: { sync, write }, lives }) {
      if (mayBeDeleted(lives)) return undefined
      const unsynced = (sync.everyRecords ?? Infinity) - 1
      const unwritten = Math.min(unsynced, (write.everyRecords ?? Infinity) - 1)
      for (const { number, observed, afterPowerCut } of readingLives(lives)) {
        const there = new Set(observed.records.map(nameOf))
        const most = afterPowerCut || !cacheStays ? unsynced : unwritten
        const byOpening = new Map<number, Attempt[]>()
        for (const attempt of attempts(lives, number).values()) {
          const { life, name, call } = attempt
          if (call.outcome !== 'acknowledged' || there.has(name) || life === number) continue
          const opening = (call.result as RecordId | null | undefined)?.generation ?? 0
          byOpening.set(opening, [...(byOpening.get(opening) ?? []), attempt])
        }
        for (const gone of byOpening.values()) {
          if (gone.length > most) return `${gone.length} acknowledged records of one opening are gone in life ${number}, the first of them ${shown(gone[0]!.record)}; ${most === 0 ? 'none' : `at most ${most}`} may be`
        }
      }
      return undefined
    },
  }
}

const durableStays: UserLaw = {
  name: 'durable-stays',
  states: 'a record that was said to be on the medium is there after any crash',
  check({ lives }) {
    if (mayBeDeleted(lives)) return undefined
    const names = new Map(issuedIds(calls(lives)).map(({ id, name }) => [keyOf(id), name]))
    for (const { number, observed } of readingLives(lives)) {
      const there = new Set(observed.records.map(nameOf))
      const said = calls(lives.filter((life) => life.number < number)).filter(({ method, outcome }) => method === 'durable' && outcome === 'acknowledged')
      const gone = said.map(({ arguments: [id] }) => names.get(keyOf(id as RecordId))).find((name) => name !== undefined && !there.has(name))
      if (gone !== undefined) return `${gone} was said to be on the medium and is gone in life ${number}`
    }
    return undefined
  },
}

const recoveredStays: UserLaw = {
  name: 'recovered-stays',
  states: 'a record of an earlier life that a read has shown is there after every later crash',
  check({ lives }) {
    if (mayBeDeleted(lives)) return undefined
    for (const { number, observed } of readingLives(lives)) {
      const there = new Set(observed.records.map(nameOf))
      for (const earlier of lives.filter((life) => life.number < number)) {
        const before = attempts(lives, earlier.number - 1)
        const gone = earlier.history.flatMap((call) => contentsRead(call)?.records ?? []).find((record) => before.has(nameOf(record)) && !there.has(nameOf(record)))
        if (gone !== undefined) return `${shown(gone)} was read in life ${earlier.number} and is gone in life ${number}`
      }
    }
    return undefined
  },
}

/** Only where every acknowledged record is there, so that it is certain how the run ended. */
const deletedInGoodOrder: UserLaw = {
  name: 'deleted-in-good-order',
  states: 'only a run that was sealed after an orderly end is deleted; any other one has to be discarded',
  check({ input: { sync }, lives }) {
    const history = calls(lives)
    for (const [index, call] of history.entries()) {
      if (call.method !== 'delete' || call.outcome !== 'acknowledged') continue
      const tried = history.slice(0, index).filter(({ outcome }) => outcome !== 'refused')
      if (tried.some(({ method }) => method === 'discard')) return undefined
      if (!tried.some(({ method }) => method === 'seal')) return 'the run was deleted, and nobody had sealed it'
      const ends = tried.map(({ arguments: [record], outcome }) => ({ event: entryIn(record)?.event ?? '', outcome })).filter(({ event }) => event !== 'stream_end' && Object.hasOwn(ENDS, event))
      const failed = ends.find(({ event, outcome }) => ENDS[event] !== 'completed' && outcome === 'acknowledged')
      if (sync.everyRecords === 1 && failed !== undefined && !ends.some(({ event }) => ENDS[event] === 'completed')) return `the run was deleted, and its end is ${JSON.stringify(failed.event)}`
    }
    return undefined
  },
}

import type { HistoryEntry } from '../../harness/check/history.ts'
import type { Json } from '../../harness/check/json.ts'
import type { RunState } from './contract.ts'
import { appends, attempts, contentsRead, entryIn, nameOf, readingLives, shown, type Lives } from './evidence.ts'
import type { JournalInvariant } from './invariants.ts'

/** How events end a run; what is not here does not. Of errors, for the payloads that these scenarios write. */
export const ENDS: Readonly<Record<string, string>> = { done: 'completed', stream_end: 'completed', cancel: 'interrupted-by-user', apperror: 'errored', error: 'errored' }

const COMPLETED = 'completed'
/** The agent stopped at its limit of tool calls: an orderly end too. */
const LIMIT = 'tool_limit_reached'
const ORDERLY: readonly unknown[] = [COMPLETED, LIMIT]

/** The last end that is no `stream_end`, else the last `stream_end`. */
function endOf(records: readonly Json[]): string | null {
  const ends = records.flatMap((record) => entryIn(record) ?? []).filter(({ event }) => Object.hasOwn(ENDS, event))
  const last = ends.findLast(({ event }) => event !== 'stream_end') ?? ends.at(-1)
  if (last === undefined) return null
  return ENDS[last.event] === COMPLETED && isAtLimit(last.payload) ? LIMIT : ENDS[last.event]!
}

function isAtLimit(payload: Json): boolean {
  return typeof payload === 'object' && payload !== null && 'terminal_state' in payload && payload.terminal_state === LIMIT
}

const VISIBLE: readonly string[] = ['token', 'reasoning', 'tool', 'tool_complete']

export const stateIsTrue: JournalInvariant = {
  name: 'state-is-true',
  states: 'the state and the end that a read tells are those of the records that it gives',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const { records, state, terminal } = observed
      const end = endOf(records)
      if (terminal !== undefined && terminal !== end) return `the run is reported as ${end === null ? `ended (${terminal})` : (terminal ?? 'going on')} in life ${number}; by its records it ${end === null ? 'has not ended' : `ended as ${end}`}`
      const visible = records.some((record) => VISIBLE.includes(entryIn(record)?.event ?? ''))
      const expected: readonly RunState[] = visible ? ['visible'] : records.length > 0 ? ['nothing visible'] : ['empty', 'missing']
      const sealed = sealsUpTo(lives, number).some(({ arguments: [record] }) => records.some((read) => nameOf(read) === nameOf(record)))
      const wrong = state !== undefined && !(sealed ? state === 'sealed' : expected.includes(state))
      if (wrong) return `the run is reported as ${JSON.stringify(state)} in life ${number}, with ${records.length} records${visible ? '' : ', none of them visible'}${sealed ? ', the last of which sealed it' : ''}`
    }
    return undefined
  },
}

export const sealedIsFinal: JournalInvariant = {
  name: 'sealed-is-final',
  states: 'once a run is sealed it stays so, and no later append is acknowledged',
  check({ lives }) {
    for (const seal of sealsUpTo(lives, Infinity)) {
      if (seal.outcome !== 'acknowledged') continue
      const after = laterCalls(lives, seal)
      const late = after.find((call) => call !== seal && appends([call]).length > 0 && call.outcome === 'acknowledged')
      if (late !== undefined) return `${shown(late.arguments[0])} was acknowledged, although the run had been sealed with ${shown(seal.arguments[0])}`
      const open = after.map(contentsRead).find((contents) => contents?.state !== undefined && contents.state !== 'sealed')
      if (open !== undefined) return `the run was read as ${JSON.stringify(open.state)}, although it had been sealed with ${shown(seal.arguments[0])}`
    }
    return undefined
  },
}

export const deletedIsGone: JournalInvariant = {
  name: 'deleted-is-gone',
  states: 'once a run is deleted nothing of it is read again, and no later append is acknowledged',
  check({ lives }) {
    const removal = deletions(lives).find(({ outcome }) => outcome === 'acknowledged')
    if (removal === undefined) return undefined
    const after = laterCalls(lives, removal)
    const read = after.map(contentsRead).find((contents) => contents !== undefined && contents.records.length > 0)
    if (read !== undefined) return `${shown(read.records[0])} was read after the run had been deleted`
    const late = after.find((call) => appends([call]).length > 0 && call.outcome === 'acknowledged')
    return late === undefined ? undefined : `${shown(late.arguments[0])} was acknowledged after the run had been deleted`
  },
}

/** Until somebody asks for the deletion of a run that may go, what was acknowledged is there. */
export const keptUntilDeleted: JournalInvariant = {
  name: 'kept-until-deleted',
  states: 'an acknowledged record is there, unless its run was deleted after an orderly end or was discarded',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const there = new Set(observed.records.map(nameOf))
      const all = [...attempts(lives, number).values()]
      const orderly = all.some(({ call }) => call.method === 'seal') && ORDERLY.includes(endOf(all.map(({ record }) => record)))
      const mayBeGone = deletions(lives).some(({ method, outcome }) => outcome !== 'refused' && (method === 'discard' || orderly))
      const gone = all.find(({ name, call }) => call.outcome === 'acknowledged' && !there.has(name))
      if (gone !== undefined && !mayBeGone) return `${shown(gone.record)} was acknowledged in life ${gone.life} and is gone in life ${number}, although its run was not to be deleted`
    }
    return undefined
  },
}

function sealsUpTo(lives: Lives, number: number): HistoryEntry[] {
  return lives.flatMap(({ number: life, history }) => (life > number ? [] : history.filter(({ method }) => method === 'seal')))
}

function deletions(lives: Lives): HistoryEntry[] {
  return lives.flatMap(({ history }) => history.filter(({ method }) => method === 'delete' || method === 'discard'))
}

/** Calls that began after this one had ended: in its life, and in all later ones. */
function laterCalls(lives: Lives, call: HistoryEntry): HistoryEntry[] {
  const life = lives.find(({ history }) => history.includes(call))!
  const later = life.history.filter((other) => isLater(other, call))
  return [...later, ...lives.filter(({ number }) => number > life.number).flatMap(({ history }) => history)]
}

/** A client of these scenarios makes its calls one after the other; of two clients only the times tell. */
function isLater(other: HistoryEntry, { id, client, endedAtMs }: HistoryEntry): boolean {
  return other.id > id && endedAtMs !== null && (other.client === client ? other.calledAtMs >= endedAtMs : other.calledAtMs > endedAtMs)
}

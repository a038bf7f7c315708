import type { HistoryEntry } from '../../harness/check/history.ts'
import type { Json } from '../../harness/check/json.ts'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { HeadView, Message, SessionView } from './contract.ts'

export type Lives = readonly LifeView<unknown>[]

/** One call of a client, with the life it was made in. */
export interface Call {
  readonly life: number
  readonly entry: HistoryEntry
  readonly method: string
  /** The session it is about; undefined for a list. */
  readonly session: string | undefined
  readonly outcome: HistoryEntry['outcome']
  /** The session as it was stored when the call ended, where it says so; of an acknowledged delete: nothing. */
  readonly view?: SessionView | 'nothing'
  /** Of the messages in it. */
  readonly names: ReadonlySet<string>
}

/** One message that somebody tried to add. */
export interface Attempt {
  readonly message: Message
  readonly call: Call
}

/** The history of one session. */
export interface SessionHistory {
  readonly id: string
  readonly calls: readonly Call[]
  readonly attempts: ReadonlyMap<string, Attempt>
  /** Calls that show the whole session, in the order in which they ended. */
  readonly views: readonly (Call & { readonly view: SessionView | 'nothing' })[]
  /** Calls that may have removed messages. */
  readonly removals: readonly Call[]
  readonly compressions: readonly Call[]
}

export interface Evidence {
  readonly sessions: readonly SessionHistory[]
  readonly lists: readonly (Call & { readonly heads: readonly HeadView[] })[]
  /** Calls about no session. */
  readonly others: readonly Call[]
}

const REMOVALS: readonly string[] = ['clear', 'undo', 'truncate', 'delete']
const VIEWING: readonly string[] = ['create', 'append', 'load', 'save', 'clear', 'undo', 'truncate', 'compress', 'delete', 'mark']
const READING: readonly string[] = ['load', 'list']

/** Which reads count: all, or where others see changes late, those of processes that were started when everything had arrived. */
export type Judged = 'every read' | 'settled reads'

/** The process that scenarios with delayed visibility read from at their end. */
export const AUDITOR = 'auditor'

export function evidenceOf(lives: Lives, judged: Judged): Evidence {
  const calls = lives.flatMap(({ number, history }) => history.map((entry) => callOf(number, entry)))
  const counts = (call: Call): boolean => judged === 'every read' || !READING.includes(call.method) || call.life > 1 || call.entry.process === AUDITOR
  const ids = [...new Set(calls.flatMap(({ session }) => (session === undefined ? [] : [session])))]
  return {
    sessions: ids.map((id) => historyOf(id, calls.filter(({ session }) => session === id), counts)),
    lists: calls.flatMap((call) => (call.method === 'list' && call.outcome === 'acknowledged' && counts(call) ? [{ ...call, heads: call.entry.result as unknown as HeadView[] }] : [])),
    others: calls.filter(({ session, outcome }) => session === undefined && outcome === 'acknowledged'),
  }
}

const NONE: ReadonlySet<string> = new Set()

function callOf(life: number, entry: HistoryEntry): Call {
  const { method, outcome, arguments: [first] } = entry
  const session = typeof first === 'string' ? first : method === 'save' ? ((first as { id?: string } | null)?.id ?? undefined) : undefined
  const shows = outcome === 'acknowledged' && VIEWING.includes(method)
  const view = !shows ? undefined : method === 'delete' ? 'nothing' : (entry.result as unknown as SessionView)
  return { life, entry, method, session, outcome, names: view === undefined ? NONE : new Set(messagesOf(view).map(nameOf)), ...(view === undefined ? {} : { view }) }
}

function historyOf(id: string, all: readonly Call[], counts: (call: Call) => boolean): SessionHistory {
  const attempts = new Map<string, Attempt>()
  for (const call of all) for (const message of messagesIn(call)) if (!attempts.has(nameOf(message))) attempts.set(nameOf(message), { message, call })
  const effective = all.filter(({ outcome }) => outcome !== 'refused')
  const calls = all.filter(counts)
  return {
    id,
    calls,
    attempts,
    views: calls.filter((call): call is Call & { readonly view: SessionView | 'nothing' } => call.view !== undefined).sort(byEnd),
    removals: effective.filter(({ method }) => REMOVALS.includes(method)),
    compressions: effective.filter(({ method }) => method === 'compress'),
  }
}

function messagesIn({ method, entry: { arguments: [first, second] } }: Call): readonly Message[] {
  if (method === 'append') return second as unknown as Message[]
  if (method === 'save') return ((first as { messages?: Json } | null)?.messages ?? []) as unknown as Message[]
  return []
}

function byEnd(a: Call, b: Call): number {
  return a.life - b.life || (a.entry.endedAtMs ?? 0) - (b.entry.endedAtMs ?? 0) || a.entry.id - b.entry.id
}

/** True if `a` had ended when `b` was called: whatever it did was done. */
export function precedes(a: Call, b: Call): boolean {
  return a.life !== b.life ? a.life < b.life : a.entry.endedAtMs !== null && a.entry.endedAtMs <= b.entry.calledAtMs
}

/** `user-1 #3`: what people read in a finding; unique for every attempted message. */
export function nameOf({ by, number }: Message): string {
  return `${by} #${number}`
}

export function messagesOf(view: SessionView | 'nothing'): readonly Message[] {
  return view === 'nothing' ? [] : view.messages
}

/** True for a view of an older generation, which says so. */
export function isDamaged(view: SessionView | 'nothing'): boolean {
  return view !== 'nothing' && view.damaged
}

/** A message with the start of its text, for a person. */
export function shown(message: Message): string {
  const text = JSON.stringify(message.text)
  return `${nameOf(message)} (${text.length > 30 ? `${text.slice(0, 30)}…` : text})`
}

/** When and by what a call showed something, for a person. */
export function where({ method, life, entry: { process } }: Call): string {
  return `${method} in life ${life} by ${process}`
}

/** Equal as JSON values; the order of members does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const members = Object.keys(left)
  return members.length === Object.keys(right).length && members.every((member) => sameJson(left[member], right[member]))
}

import type { HistoryEntry } from '../../harness/check/history.ts'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { Entry, Follow, Followed, StartChat, Started, View } from './contract.ts'

/** What `recover` returns: every session as it is in the end, read twice in a row. Null for one that does not exist. */
export type Observed = {
  readonly views: readonly (View | null)[]
  readonly again: readonly (View | null)[]
}

export type Lives = readonly LifeView<Observed>[]

/** One call, with the life it was made in. */
export interface Call extends HistoryEntry {
  readonly life: number
}

/** All laws of one verdict look at the same lives. */
const callsKnown = new WeakMap<Lives, Map<string, readonly Call[]>>()

export function callsOf(lives: Lives, ...methods: readonly string[]): readonly Call[] {
  let known = callsKnown.get(lives)
  if (known === undefined) callsKnown.set(lives, (known = new Map()))
  const key = methods.join(' ')
  let calls = known.get(key)
  if (calls === undefined) known.set(key, (calls = lives.flatMap(({ number, history }) => history.filter(({ method }) => methods.includes(method)).map((call) => ({ ...call, life: number })))))
  return calls
}

/**
 * Ended before the other began: then the other one must know of it. A client that calls again at once does so at the moment at which its last call ended; what
 * it calls then takes time to arrive.
 */
export function isBefore(a: Call, b: Call): boolean {
  if (a.life !== b.life) return a.life < b.life
  return a.endedAtMs !== null && (a.endedAtMs < b.calledAtMs || (a.endedAtMs === b.calledAtMs && a.id < b.id))
}

/** A prompt that somebody sent, as often as it was sent. */
export interface Turn {
  readonly request: StartChat
  readonly calls: readonly Call[]
  /** The first call that accepted it. */
  readonly accepted: Call | undefined
  readonly run: string | undefined
  /** Every call was refused: it must not be anywhere. */
  readonly refused: boolean
}

const turnsKnown = new WeakMap<Lives, Map<string, Turn>>()
const sightsKnown = new WeakMap<Lives, readonly Sight[]>()

export function turnsOf(lives: Lives): Map<string, Turn> {
  let known = turnsKnown.get(lives)
  if (known === undefined) turnsKnown.set(lives, (known = findTurns(lives)))
  return known
}

function findTurns(lives: Lives): Map<string, Turn> {
  const turns = new Map<string, Turn>()
  for (const call of callsOf(lives, 'startChat')) {
    const request = call.arguments[0] as unknown as StartChat
    const known = turns.get(request.turn)
    const calls = [...(known?.calls ?? []), call]
    const accepted = known?.accepted ?? (call.outcome === 'acknowledged' ? call : undefined)
    const run = known?.run ?? (call.outcome === 'acknowledged' ? (call.result as unknown as Started).run : undefined)
    turns.set(request.turn, { request, calls, accepted, run, refused: calls.every(({ outcome }) => outcome === 'refused') })
  }
  return turns
}

/** A session as somebody saw it. */
export interface Sight {
  readonly view: View
  readonly call: Call
  /** The last ones of a life: faults are healed, and all has come to rest. */
  readonly atRest: boolean
}

/** Everything that was seen of sessions, in the order in which the reading ended. */
export function sightsOf(lives: Lives): readonly Sight[] {
  let known = sightsKnown.get(lives)
  if (known === undefined) sightsKnown.set(lives, (known = findSights(lives)))
  return known
}

function findSights(lives: Lives): Sight[] {
  return lives.flatMap(({ number, history, observed }) => {
    const reads = history.filter(({ method, outcome, result }) => method === 'readSession' && outcome === 'acknowledged' && result !== null)
    const last = new Set<HistoryEntry>()
    if (observed !== undefined) for (const view of observed.again) last.add(reads.findLast(({ arguments: [session] }) => session === view?.session)!)
    return reads
      .toSorted((a, b) => a.endedAtMs! - b.endedAtMs!)
      .map((call) => ({ view: call.result as unknown as View, call: { ...call, life: number }, atRest: last.has(call) }))
  })
}

/** What was shown of each run: how many events of its script before the given call; all of them without one. `counts`: which calls of `follow` are asked. */
export function shownOf(lives: Lives, run: string | undefined, before?: Call, counts: (follow: Call) => boolean = () => true): { readonly events: number; readonly end: string | undefined } {
  let [events, end] = [0, undefined as string | undefined]
  const seen = new Set<string>()
  for (const call of callsOf(lives, 'follow')) {
    if (call.outcome !== 'acknowledged' || (call.arguments[0] as unknown as Follow).run !== run || (before !== undefined && !isBefore(call, before)) || !counts(call)) continue
    for (const { id, event } of (call.result as unknown as Followed).shown) {
      const name = `${id.generation}.${id.sequence}`
      if (seen.has(name)) continue
      seen.add(name)
      if (event.event === 'done' || event.event === 'apperror' || event.event === 'cancel') end = event.event
      else if (event.event !== 'start') events++
    }
  }
  return { events, end }
}

/** True if somebody may have cleared this session after that call began: what it says may be gone. */
export function mayBeCleared(lives: Lives, session: string, since: Call, before: Call): boolean {
  return callsOf(lives, 'clear').some((clear) => clear.arguments[0] === session && clear.outcome !== 'refused' && !isBefore(clear, since) && !isBefore(before, clear))
}

export function listsOf(lives: Lives): { readonly entries: readonly Entry[]; readonly call: Call }[] {
  return callsOf(lives, 'listSessions').flatMap((call) => (call.outcome === 'acknowledged' ? [{ entries: call.result as unknown as readonly Entry[], call }] : []))
}

/**
 * True for what a process had done so long before the power was cut that its policy has it on the medium, if the power was cut at all. Of a process that died
 * meanwhile nobody knows: it must have answered somebody since, without a restart in between, which ends with `boot`.
 */
export function isDurable(lives: Lives, done: Call, afterMs: number): boolean {
  if (lives.find(({ number }) => number === done.life)?.crash?.kind !== 'power cut') return true
  const later = callsOf(lives, 'startChat', 'follow', 'readSession', 'listSessions', 'boot').filter(({ life, process, calledAtMs }) => life === done.life && process === done.process && calledAtMs >= done.endedAtMs!)
  const restart = later.find(({ method }) => method === 'boot')
  return later.some((call) => call.outcome === 'acknowledged' && call.method !== 'boot' && call.calledAtMs >= done.endedAtMs! + afterMs && (restart === undefined || isBefore(call, restart)))
}

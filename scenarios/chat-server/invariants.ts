import type { Invariant } from '../../harness/check/scenario.ts'
import type { Row } from './contract.ts'
import { callsOf, isBefore, isDurable, mayBeCleared, shownOf, sightsOf, turnsOf, type Call, type Lives, type Observed, type Sight, type Turn } from './evidence.ts'
import { endOf, eventsOf, eventsSaid, isSaidWithGaps, shownAnswer } from './said.ts'

/**
 * What every chat must fulfil. They presuppose that each prompt has a turn id of its own, that its script says what its agent says, and that `recover` ends
 * with two reads of every session when all has come to rest.
 */
export type ChatInvariant = Invariant<unknown, Observed>

function law(name: string, states: string, check: (lives: Lives) => string | undefined): ChatInvariant {
  return { name, states, check: ({ lives }) => check(lives) }
}

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

const where = ({ call, atRest }: Sight): string => `${atRest ? 'in the end' : `at ${call.endedAtMs!.toFixed(1)} ms`} of life ${call.life}`

/** Where every record is synced before it is shown, or the power is not cut. */
export const shownTextStays: ChatInvariant = law('I1-prefix-durability', 'what was shown of an answer is in it when all has come to rest; an answer is what its agent said, once, in order, up to some point', (lives) => {
  const turns = turnsOf(lives)
  return first(sightsOf(lives), (sight) =>
    first(sight.view.messages, (row) => {
      const turn = turns.get(row.turn)
      if (row.role !== 'assistant' || turn === undefined) return undefined
      const least = sight.atRest ? Math.min(shownOf(lives, turn.run, sight.call).events, eventsOf(turn.request.script).length) : 0
      if (eventsSaid(row, turn.request.script, least) !== undefined) return undefined
      if (eventsSaid(row, turn.request.script, 0) === undefined) return `the answer of ${row.turn} is ${shownAnswer(row)} ${where(sight)}, which is no beginning of what its agent said`
      return `${least} events of the answer of ${row.turn} were shown, and it is ${shownAnswer(row)} ${where(sight)}`
    }),
  )
})

/** The bound of the default policy, and what two syncs may take. */
const DURABLE_AFTER_MS = 300

/** Where servers sync as they do by default, nothing takes longer than it should, and the power may be cut: a record that was not synced may then be lost, and a later one not. */
export const syncedTextStays: ChatInvariant = law('I1-synced-text-stays', 'what was shown of an answer 300 ms before the power was cut is in it when all has come to rest; an answer is what its agent said, once, in order', (lives) => {
  const turns = turnsOf(lives)
  return first(sightsOf(lives), (sight) =>
    first(sight.view.messages, (row) => {
      const turn = turns.get(row.turn)
      if (row.role !== 'assistant' || turn === undefined) return undefined
      const { events } = sight.atRest ? shownOf(lives, turn.run, sight.call, (follow) => isDurable(lives, follow, DURABLE_AFTER_MS)) : { events: 0 }
      const least = Math.min(events, eventsOf(turn.request.script).length)
      const wasCut = turn.calls.some(({ life }) => lives.find(({ number }) => number === life)?.crash?.kind === 'power cut')
      if (eventsSaid(row, turn.request.script, least) !== undefined || (wasCut && isSaidWithGaps(row, turn.request.script, least))) return undefined
      return `the answer of ${row.turn} is ${shownAnswer(row)} ${where(sight)}, of which ${least} events had been shown long enough to stay`
    }),
  )
})

/** For scenarios that end all faults and then read every session by a process that had looked before. */
export const allSeenWhenHealed: ChatInvariant = law('I8-all-seen-when-healed', 'once everything can be seen, whoever looked before sees all that was shown', (lives) => {
  const sights = sightsOf(lives).filter(({ call }) => call.life === 1)
  const turns = turnsOf(lives)
  return first(sights, (sight) =>
    first(sight === sights.findLast(({ view }) => view.session === sight.view.session) ? sight.view.messages : [], (row) => {
      const turn = turns.get(row.turn)
      if (row.role !== 'assistant' || turn === undefined) return undefined
      const { events } = shownOf(lives, turn.run, sight.call)
      const least = Math.min(events, eventsOf(turn.request.script).length)
      return eventsSaid(row, turn.request.script, least) === undefined ? `${events} events of the answer of ${row.turn} were shown, and ${sight.call.process} still reads ${shownAnswer(row)}` : undefined
    }),
  )
})

export const promptSurvives: ChatInvariant = law('I2-user-turn-survives', 'an accepted prompt is in its session from then on, exactly once', (lives) =>
  first(turnsOf(lives).values(), (turn) =>
    first(sightsOf(lives), (sight) => {
      const { view, call } = sight
      const { session, turn: id, prompt } = turn.request
      if (view.session !== session) return undefined
      const rows = view.messages.filter((row) => row.role === 'user' && row.turn === id)
      const times = rows.length + (view.turn?.turn === id ? 1 : 0)
      if (times > 1) return `the prompt of ${id} is there ${times} times ${where(sight)}`
      if (view.turn?.turn === id && view.turn.prompt !== prompt) return `the prompt of ${id} reads ${JSON.stringify(view.turn.prompt)} while it is answered, and was ${JSON.stringify(prompt)}`
      if (rows[0] !== undefined && rows[0].content !== prompt) return `the prompt of ${id} reads ${JSON.stringify(rows[0].content)} ${where(sight)}, and was ${JSON.stringify(prompt)}`
      if (times === 1 || turn.accepted === undefined || !isBefore(turn.accepted, call) || mayBeCleared(lives, session, turn.accepted, call)) return undefined
      return `the prompt of ${id} was accepted and is not there ${where(sight)}`
    }),
  ),
)

export const nothingWiped: ChatInvariant = law('I3-no-wipe', 'what was seen of a session stays, unless somebody clears it; an answer that has come to its end does not change', (lives) => {
  const sights = sightsOf(lives)
  const turns = turnsOf(lives)
  return first(sights, (later) =>
    first(sights, (earlier) => {
      if (earlier.view.session !== later.view.session || !isBefore(earlier.call, later.call)) return undefined
      return first(earlier.view.messages, (row) => {
        const since = turns.get(row.turn)?.accepted ?? earlier.call
        if (mayBeCleared(lives, later.view.session, since, later.call)) return undefined
        const now = later.view.messages.find((other) => other.turn === row.turn && other.role === row.role)
        if (now === undefined) return `the ${row.role === 'user' ? 'prompt' : 'answer'} of ${row.turn} was seen ${where(earlier)} and is gone ${where(later)}`
        const changed = now.content.length < row.content.length || (isFinal(row) && JSON.stringify(now) !== JSON.stringify(row))
        return row.role === 'assistant' && changed ? `the answer of ${row.turn} was ${shownAnswer(row)}${noteText(row)} ${where(earlier)} and is ${shownAnswer(now)}${noteText(now)} ${where(later)}` : undefined
      })
    }),
  )
})

export function isFinal({ note }: Row): boolean {
  return note !== 'pending' && note !== 'partial'
}

const noteText = ({ note }: Row): string => (note === undefined ? '' : ` (${note})`)

export const nothingReturns: ChatInvariant = law('I4-no-resurrection', 'what somebody cleared never comes back', (lives) => {
  const turns = [...turnsOf(lives).values()]
  return first(callsOf(lives, 'clear').filter(({ outcome }) => outcome === 'acknowledged'), (clear) =>
    first(sightsOf(lives), (sight) => {
      if (sight.view.session !== clear.arguments[0] || !isBefore(clear, sight.call)) return undefined
      const gone = turns.filter(({ request, calls }) => request.session === clear.arguments[0] && calls.every((call) => isBefore(call, clear)))
      const back = gone.find(({ request }) => sight.view.messages.some(({ turn }) => turn === request.turn) || sight.view.turn?.turn === request.turn)
      return back === undefined ? undefined : `session ${sight.view.session} was cleared, and ${back.request.turn} is there again ${where(sight)}`
    }),
  )
})

export const onlyItsOwner: ChatInvariant = law('I5-single-owner', 'a run is ended once: by its agent, by who stops it, or by who settles it', (lives) => {
  const turns = [...turnsOf(lives).values()]
  return first(callsOf(lives, 'finish', 'cancel').filter(({ outcome }) => outcome === 'acknowledged'), (call) => {
    const ended = call.method === 'finish' ? turns.find(({ run }) => run === (call.arguments[0] as { readonly run: string }).run) : undefined
    const over = callsOf(lives, 'follow').find(({ result, arguments: [request], ...follow }) => (request as { readonly run?: string }).run === ended?.run && ended !== undefined && (result as { readonly over?: string } | undefined)?.over !== undefined && isBefore({ ...follow, arguments: [request!] }, call))
    return over === undefined ? undefined : `the run of ${ended!.request.turn} was over, and ${call.method} was acknowledged after that`
  })
})

/** Whether its owner can still bring the turn to its end: it was accepted in this life, its agent has not said all, and nobody stopped it. */
export function isAnswering(lives: Lives, { accepted, request, run }: Turn, at: Call): boolean {
  if (accepted === undefined || accepted.life !== at.life || !isBefore(accepted, at)) return false
  const lastsMs = request.script.reduce((sum, { afterMs = 0 }) => sum + afterMs, 0)
  if (at.endedAtMs! - accepted.calledAtMs >= lastsMs) return false
  const stopped = callsOf(lives, 'cancel', 'finish', 'clear').some((call) => call.outcome !== 'refused' && (call.arguments[0] === request.session || (call.arguments[0] as { readonly run?: string }).run === run) && !isBefore(at, call))
  return !stopped && shownOf(lives, run).end === undefined
}

/** For scenarios in which the processes that stream these turns (default: all) are neither killed nor paused. */
export function othersUntouched(only?: string): ChatInvariant {
  return law('I6-cleanup-precision', 'while a turn is answered, everybody sees that it is: nobody who cleans up takes it for another one or for a dead one', (lives) =>
    first(turnsOf(lives).values(), (turn) =>
      first(sightsOf(lives), (sight) => {
        const { turn: id, session } = turn.request
        if (sight.view.session !== session || (only ?? id) !== id || !isAnswering(lives, turn, sight.call)) return undefined
        const { turn: current } = sight.view
        if (current?.turn === id && current.streams !== 'gone') return undefined
        return `${id} was being answered, and ${where(sight)} the session ${current === null ? 'had no turn' : `had ${current.turn} (${current.streams})`}`
      }),
    ),
  )
}

export const noFalseInterruption: ChatInvariant = law('I7-no-false-interruption', 'an answer whose end was shown is not called interrupted, unless it had been before', (lives) => {
  const turns = turnsOf(lives)
  return first(sightsOf(lives), (sight) =>
    first(sight.view.messages, (row) => {
      const turn = turns.get(row.turn)
      if (turn === undefined || row.role !== 'assistant' || row.note === undefined || row.note === 'failed' || row.note === 'stopped') return undefined
      if (shownOf(lives, turn.run, sight.call).end !== 'done') return undefined
      const wasOpen = sightsOf(lives).some(({ view, call }) => isBefore(call, sight.call) && view.messages.some((other) => other.turn === row.turn && !isFinal(other)))
      return row.note === 'recovered' && wasOpen ? undefined : `the end of ${row.turn} was shown, and it is called ${row.note} ${where(sight)}`
    }),
  )
})

/** For scenarios that wait longer than the give-up age before they look for the last time. */
export const allSettles: ChatInvariant = law('I8-eventual-truth', 'in the end no turn is open and nothing is still to come; nothing is called lost of which something is there', (lives) =>
  first(sightsOf(lives), (sight) => {
    const bad = sight.view.messages.find((row) => (row.note === 'lost' && saidSomething(row)) || (row.note === 'incomplete' && !saidSomething(row)))
    if (bad !== undefined) return `the answer of ${bad.turn} is ${shownAnswer(bad)}, and is called ${bad.note} ${where(sight)}`
    if (!sight.atRest) return undefined
    if (sight.view.turn !== null) return `${sight.view.turn.turn} is still open ${where(sight)}`
    const open = sight.view.messages.find((row) => !isFinal(row))
    return open === undefined ? undefined : `the answer of ${open.turn} is still ${open.note} ${where(sight)}`
  }),
)

function saidSomething({ content, reasoning = '', tools = [] }: Row): boolean {
  return content !== '' || reasoning !== '' || tools.length > 0
}

export const readsAgree: ChatInvariant = law('I9-idempotent-recovery', 'a session that has come to rest reads the same again', (lives) =>
  first(lives, ({ number, observed }) => {
    const differing = observed?.views.findIndex((view, index) => JSON.stringify(view) !== JSON.stringify(observed.again[index])) ?? -1
    return differing === -1 ? undefined : `session ${observed!.views[differing]?.session ?? observed!.again[differing]?.session} reads differently the second time in life ${number}`
  }),
)

export const endIsTrue: ChatInvariant = law('I13-terminal-truth', 'an answer without a note has all that its agent said; an error that was shown is the note of its answer', (lives) => {
  const turns = turnsOf(lives)
  return first(sightsOf(lives), (sight) =>
    first(sight.view.messages, (row) => {
      const turn = turns.get(row.turn)
      if (row.role !== 'assistant' || turn === undefined) return undefined
      const { script, turn: id } = turn.request
      const all = eventsSaid(row, script, eventsOf(script).length) !== undefined
      const wasFinished = callsOf(lives, 'finish').some((call) => (call.arguments[0] as { readonly run: string }).run === turn.run && call.outcome !== 'refused')
      if (row.note === undefined && !wasFinished && (!all || endOf(script)?.event !== 'done')) return `the answer of ${id} is ${shownAnswer(row)} without a note ${where(sight)}, and its agent ${all ? 'did not end well' : 'had more to say'}`
      if (row.note === 'recovered' && !wasFinished && !all) return `the answer of ${id} is called recovered and is ${shownAnswer(row)} ${where(sight)}`
      const { end } = shownOf(lives, turn.run, sight.call)
      if (end === 'apperror' && row.note !== 'failed') return `${id} was shown to fail, and its answer is called ${row.note ?? 'complete'} ${where(sight)}`
      return end === 'cancel' && row.note !== 'stopped' ? `${id} was shown to be stopped, and its answer is called ${row.note ?? 'complete'} ${where(sight)}` : undefined
    }),
  )
})

export const contextIsView: ChatInvariant = law('I14-context-is-view', 'the model is given every turn that people see, once, and nothing but its text', (lives) =>
  first(sightsOf(lives), (sight) => {
    const seen = sight.view.messages.map(({ role, turn, content }) => ({ role, turn, content }))
    const given = sight.view.context.map(({ role, turn, content }) => ({ role, turn, content }))
    const differing = seen.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(given[index]))
    if (differing !== -1) return `the model is given ${JSON.stringify(given[differing] ?? null).slice(0, 80)} where people see ${JSON.stringify(seen[differing]).slice(0, 80)} ${where(sight)}`
    return given.length > seen.length ? `the model is given ${JSON.stringify(given[seen.length]).slice(0, 80)}, which nobody sees ${where(sight)}` : undefined
  }),
)

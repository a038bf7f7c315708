import type { Booted, Follow, Followed, Row, Started } from './contract.ts'
import { callsOf, isBefore, listsOf, mayBeCleared, shownOf, sightsOf, turnsOf, type Call, type Lives, type Sight } from './evidence.ts'
import { isAnswering, type ChatInvariant } from './invariants.ts'
import { eventsOf, eventsSaid, shownAnswer } from './said.ts'

/** What only makes sense where people do many things, one after the other and at once. */

function wasInterrupted({ note }: Row): boolean {
  return note !== undefined && note !== 'failed' && note !== 'stopped'
}

/** True if somebody may have done something in the session between the two. */
function isActive(lives: Lives, session: string, from: Call, to: Call): boolean {
  return callsOf(lives, 'startChat', 'cancel', 'clear', 'finish').some((call) => {
    const [request] = call.arguments
    const of = typeof request === 'object' && request !== null && 'session' in request ? request.session : request
    return (of === session || call.method === 'finish') && !isBefore(call, from) && !isBefore(to, call)
  })
}

export const readingIsNoActivity: ChatInvariant = {
  name: 'I15-reading-is-no-activity',
  states: 'a session in which nobody did anything was last active when it was before: also where it was settled meanwhile',
  check({ lives }) {
    const last = new Map<string, Sight>()
    for (const sight of sightsOf(lives)) {
      const { view, call } = sight
      const before = last.get(view.session)
      last.set(view.session, sight)
      if (before === undefined || !isBefore(before.call, call) || before.view.updatedAt === view.updatedAt) continue
      // A turn that was open may have been ended by its owner, unless it is shown as interrupted.
      const open = before.view.turn?.turn
      const ended = open !== undefined && view.turn?.turn !== open && !view.messages.some((row) => row.turn === open && wasInterrupted(row))
      if (ended || isActive(lives, view.session, before.call, call)) continue
      return `nobody did anything in session ${view.session}, and it was last active at ${before.view.updatedAt} in life ${before.call.life}, and at ${view.updatedAt} in life ${call.life}`
    }
    return undefined
  },
}

/** For scenarios in which no process stands still, and nothing takes longer than the grace. */
export const untouchedWhileItStreams: ChatInvariant = {
  name: 'I6-untouched-while-it-streams',
  states: 'a turn that is shown as interrupted is not answered any more',
  check({ lives }) {
    const follows = callsOf(lives, 'follow').filter(({ outcome, result }) => outcome === 'acknowledged' && (result as unknown as Followed).over === undefined)
    for (const { request, run } of turnsOf(lives).values()) {
      const live = follows.findLast((call) => (call.arguments[0] as unknown as Follow).run === run)
      const early = live === undefined ? undefined : sightsOf(lives).find(({ view, call }) => call.life === live.life && isBefore(call, live) && (view.messages.some((row) => row.turn === request.turn && wasInterrupted(row)) || (view.turn?.turn === request.turn && view.turn.streams === 'gone')))
      if (early !== undefined) return `${request.turn} was still answered by ${live!.process} after ${early.call.process} had shown it as interrupted in life ${live!.life}`
    }
    return undefined
  },
}

/** For scenarios in which only restarts end a process, nothing stands still and nothing fails. Who restarts a process settles what it left with `boot`. */
export const livingIsNotDead: ChatInvariant = {
  name: 'I7-living-is-not-dead',
  states: 'while a turn is answered, nobody is shown that it is gone or interrupted, unless its process was restarted',
  check({ lives }) {
    const boots = callsOf(lives, 'boot')
    for (const turn of turnsOf(lives).values()) {
      const { accepted, request } = turn
      // One that was sent again may be answered by another process than the one that says so.
      if (accepted === undefined || (accepted.result as unknown as Started).again) continue
      for (const { view, call } of sightsOf(lives)) {
        if (view.session !== request.session || !isAnswering(lives, turn, call)) continue
        if (view.turn?.turn === request.turn && view.turn.streams !== 'gone') continue
        const restarted = boots.some((boot) => boot.life === call.life && boot.process === accepted.process && isBefore(accepted, boot) && !isBefore(call, boot))
        if (!restarted) return `${request.turn} was being answered by ${accepted.process}, and ${call.process} showed ${view.turn === null ? 'no turn' : `that ${view.turn.turn} was ${view.turn.streams}`} in life ${call.life}`
      }
    }
    return undefined
  },
}

const GIVE_UP_MS = 24 * 60 * 60_000

/** For scenarios with the default age. Time during which the computer is off counts for nothing: an answer may be waited for longer. */
export const waitedForADay: ChatInvariant = {
  name: 'I8-waited-for-a-day',
  states: 'an answer is not given up before a day has passed since it was asked for, however often somebody looks',
  check({ lives }) {
    const turns = turnsOf(lives)
    for (const { view, call } of sightsOf(lives)) {
      for (const { turn: id, note } of view.messages) {
        const asked = turns.get(id)?.calls[0]
        if ((note !== 'lost' && note !== 'incomplete') || asked === undefined) continue
        const minutes = (call.endedAtMs! - asked.calledAtMs) / 60_000
        if (minutes * 60_000 < GIVE_UP_MS) return `the answer of ${id} was called ${note} in life ${call.life}, ${minutes.toFixed(0)} minutes after it was asked for`
      }
    }
    return undefined
  },
}

/** For scenarios in which every process reads every session when the faults have ended. */
export const allSeeAll: ChatInvariant = {
  name: 'I8-all-see-all',
  states: 'once everything can be seen, every process shows all that was shown of an answer, unless it was given up',
  check({ lives }) {
    const last = new Map<string, Sight>()
    for (const sight of sightsOf(lives)) if (sight.call.life === 1) last.set(`${sight.call.process} ${sight.view.session}`, sight)
    const turns = turnsOf(lives)
    for (const { view, call } of last.values()) {
      for (const row of view.messages) {
        const turn = turns.get(row.turn)
        if (row.role !== 'assistant' || turn === undefined || row.note === 'lost' || row.note === 'incomplete') continue
        const { events } = shownOf(lives, turn.run, call)
        const least = Math.min(events, eventsOf(turn.request.script).length)
        if (eventsSaid(row, turn.request.script, least) === undefined) return `${events} events of the answer of ${row.turn} were shown, and ${call.process} reads ${shownAnswer(row)} when everything can be seen`
      }
    }
    return undefined
  },
}

/** For scenarios whose lives after the first begin with `boot`. */
export const bootSettlesWhatWasLeft: ChatInvariant = {
  name: 'I8-boot-settles-what-was-left',
  states: 'the first boot after a crash settles every turn that was left open, or names its session',
  check({ lives }) {
    for (const { number } of lives) {
      const boot = number === 1 ? undefined : callsOf(lives, 'boot').find(({ life }) => life === number)
      if (boot?.outcome !== 'acknowledged') continue
      const { settled, troubles } = boot.result as unknown as Booted
      for (const { request, accepted } of turnsOf(lives).values()) {
        if (accepted === undefined || accepted.life >= number || troubles.includes(request.session)) continue
        const sights = sightsOf(lives).filter(({ view }) => view.session === request.session)
        if (sights.some(({ view, call }) => call.life === number && isBefore(boot, call) && view.turn?.turn === request.turn)) return `${request.turn} of session ${request.session} was still open after boot had settled everything in life ${number}`
        const first = sights.find(({ view }) => view.messages.some((row) => row.turn === request.turn && wasInterrupted(row)))
        if (first?.call.life === number && isBefore(boot, first.call) && !settled.includes(request.session)) return `${request.turn} of session ${request.session} had been interrupted, and boot neither settled nor named it in life ${number}`
      }
    }
    return undefined
  },
}

export const storedIsThere: ChatInvariant = {
  name: 'I13-stored-is-there',
  states: 'who was told that an answer is stored finds it in its session from then on, unless somebody clears it',
  check({ lives }) {
    const turns = [...turnsOf(lives).values()]
    for (const follow of callsOf(lives, 'follow')) {
      if ((follow.result as unknown as Followed | undefined)?.over !== 'stored') continue
      const { session, run } = follow.arguments[0] as unknown as Follow
      const turn = turns.find((one) => one.run === run)
      if (turn?.accepted === undefined) continue
      const { request, accepted } = turn
      const without = sightsOf(lives).find(({ view, call }) => view.session === session && isBefore(follow, call) && !view.messages.some(({ role, turn: id }) => role === 'assistant' && id === request.turn) && !mayBeCleared(lives, session, accepted, call))
      if (without !== undefined) return `the answer of ${request.turn} was said to be stored, and session ${session} did not have it in life ${without.call.life}`
    }
    return undefined
  },
}

export const listsShowAll: ChatInvariant = {
  name: 'I3-lists-show-all',
  states: 'a list has every session that was seen, with as many messages at least, unless somebody clears it',
  check({ lives }) {
    for (const { entries, call } of listsOf(lives)) {
      for (const { view, call: seen } of sightsOf(lives)) {
        if (!isBefore(seen, call) || mayBeCleared(lives, view.session, seen, call)) continue
        const entry = entries.find(({ session }) => session === view.session)
        if (entry === undefined) return `session ${view.session} was seen, and is not in the list of ${call.process} in life ${call.life}`
        if (entry.messages < view.messages.length) return `session ${view.session} was seen with ${view.messages.length} messages, and is listed with ${entry.messages} by ${call.process} in life ${call.life}`
      }
    }
    return undefined
  },
}

/** For scenarios in which people who clear a session ask for the ids of their turns in it, and every process sees at once what others remove. */
export const clearedIsGone: ChatInvariant = {
  name: 'I4-cleared-is-gone',
  states: 'of a turn that was cleared there is nothing in any file, not even its name',
  check({ lives }) {
    const turns = turnsOf(lives)
    const clears = callsOf(lives, 'clear').filter(({ outcome }) => outcome === 'acknowledged')
    for (const traces of callsOf(lives, 'traces')) {
      const [file] = (traces.result as unknown as readonly string[] | undefined) ?? []
      const turn = turns.get(String(traces.arguments[0]))
      if (file === undefined || turn === undefined) continue
      const { request, calls } = turn
      if (clears.some((clear) => clear.arguments[0] === request.session && isBefore(clear, traces) && calls.every((call) => isBefore(call, clear)))) return `session ${request.session} was cleared, and ${request.turn} is still in ${file}`
    }
    return undefined
  },
}

import type { Booted, Follow, Followed, Say } from './contract.ts'
import { callsOf, isBefore, listsOf, sightsOf, turnsOf, type Call, type Sight } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { endOf, eventsOf, prefixSaid, saidBy } from './said.ts'

/** Where every simulated world begins. */
const EPOCH_MS = 1_893_456_000_000

export const idsAreSane: ChatInvariant = {
  name: 'I10-sequence-sanity',
  states: 'ids of one run increase in the order in which they are shown, without a gap, and an id names the same event for ever',
  check({ lives }) {
    const named = new Map<string, string>()
    for (const call of callsOf(lives, 'follow')) {
      if (call.outcome !== 'acknowledged') continue
      const { run } = call.arguments[0] as unknown as Follow
      let last: number | undefined
      for (const { id, event } of (call.result as unknown as Followed).shown) {
        const name = `${run} ${id.generation}.${id.sequence}`
        const text = JSON.stringify(event)
        if ((named.get(name) ?? text) !== text) return `${name} named ${named.get(name)}, and names ${text}`
        named.set(name, text)
        if (last !== undefined && id.sequence !== last + 1) return `${name} was shown after ${last}`
        last = id.sequence
      }
    }
    return undefined
  },
}

export const cursorsAreSound: ChatInvariant = {
  name: 'I11-cursor-soundness',
  states: 'following from a cursor gives exactly what comes after it, or a refusal; from none, it begins with the start',
  check({ lives }) {
    for (const call of callsOf(lives, 'follow')) {
      if (call.outcome !== 'acknowledged') continue
      const { run, after } = call.arguments[0] as unknown as Follow
      const { shown, over } = call.result as unknown as Followed
      const [next] = shown
      const known = callsOf(lives, 'follow').some(({ result }) => (result as unknown as Followed | undefined)?.shown.some(({ id }) => id.generation === after?.generation && id.sequence === after.sequence))
      if (after !== undefined && !known) return `a cursor that was never given to anybody (${after.sequence}) was accepted`
      if (after !== undefined && after.run !== run) return `a cursor of another run was accepted, and gave ${shown.length} events`
      if (next === undefined && over === undefined) return `nothing was shown, and it was not over`
      if (next === undefined) continue
      if (after === undefined && next.event.event !== 'start') return `following from the beginning began with ${next.event.event} (${next.id.sequence})`
      if (after !== undefined && (next.id.generation !== after.generation || next.id.sequence !== after.sequence + 1)) return `after the cursor ${after.sequence} came ${next.id.sequence}`
    }
    return undefined
  },
}

export const nothingIsSkipped: ChatInvariant = {
  name: 'I11-nothing-is-skipped',
  states: 'who follows a run is shown what its agent said, in order, and all of it once the end is shown',
  check({ lives }) {
    for (const { run, request } of turnsOf(lives).values()) {
      const shown = new Map<string, Say>()
      for (const call of callsOf(lives, 'follow')) {
        if (call.outcome !== 'acknowledged' || run === undefined || (call.arguments[0] as unknown as Follow).run !== run) continue
        for (const { id, event } of (call.result as unknown as Followed).shown) shown.set(`${String(id.generation).padStart(9)}.${String(id.sequence).padStart(9)}`, event as Say)
      }
      const events = [...shown].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event)
      const seen = saidBy(events)
      const said = eventsOf(request.script)
      const least = events.at(-1)?.event === 'done' && endOf(request.script)?.event === 'done' && !callsOf(lives, 'finish').some(({ outcome }) => outcome !== 'refused') ? said.length : 0
      if (prefixSaid(seen, said, least) === undefined) return `of the run of ${request.turn} ${JSON.stringify(seen.content).slice(0, 60)} and ${events.length} events were shown, which is not what its agent said`
    }
    return undefined
  },
}

/** For scenarios without jumps of the wall clock. */
export const maintenanceIsNoActivity: ChatInvariant = {
  name: 'I15-maintenance-is-no-activity',
  states: 'when a session was last active is when somebody last did something in it, not when it was read or recovered',
  check({ lives }) {
    const endOf = (life: number): number => lives.find(({ number }) => number === life)?.crash?.atMs ?? Infinity
    const activity = callsOf(lives, 'startChat', 'clear').map((call) => ({ call, session: sessionOf(call) }))
    const shown = [
      ...sightsOf(lives).map(({ view, call }) => ({ session: view.session, updatedAt: view.updatedAt, call })),
      ...listsOf(lives).flatMap(({ entries, call }) => entries.map(({ session, updatedAt }) => ({ session, updatedAt, call }))),
    ]
    for (const { session, updatedAt, call } of shown) {
      // What was begun in a life may go on until its end.
      const latestMs = Math.max(0, ...activity.filter((one) => one.session === session && !isBefore(call, one.call)).map((one) => endOf(one.call.life)))
      const activeMs = updatedAt - EPOCH_MS
      if (activeMs > latestMs + 1) return `session ${session} was last active at ${activeMs} ms, as life ${call.life} shows, and nobody did anything in it after ${latestMs.toFixed(0)} ms`
    }
    return undefined
  },
}

function sessionOf({ arguments: [request] }: Call): unknown {
  return typeof request === 'object' && request !== null && 'session' in request ? request.session : request
}

export const refusedLeavesNothing: ChatInvariant = {
  name: 'I19-refused-leaves-nothing',
  states: 'a prompt that was refused is nowhere; a turn that nobody can end any more is settled, or whoever reads is told why not',
  check({ lives }) {
    const turns = turnsOf(lives)
    for (const { view, call } of sightsOf(lives)) {
      const row = view.messages.find(({ turn }) => turns.get(turn)?.refused === true)
      if (row !== undefined) return `${row.turn} was refused, and it is in session ${view.session} in life ${call.life}`
      if (view.turn !== null && turns.get(view.turn.turn)?.refused === true) return `${view.turn.turn} was refused, and session ${view.session} has it in life ${call.life}`
    }
    return undefined
  },
}

/** For scenarios in which nobody is at work on a session while it is read. */
export const readerIsTold: ChatInvariant = {
  name: 'I19-reader-is-told',
  states: 'a turn that nobody can end any more is settled by whoever reads it, or the reader is told why not',
  check({ lives }) {
    const untold = sightsOf(lives).find(({ view }) => view.turn?.streams === 'gone' && view.trouble === undefined)
    return untold === undefined ? undefined : `${untold.view.turn!.turn} was left open by a read in life ${untold.call.life}, and nobody was told why`
  },
}

/** For scenarios that call `boot` only when those who stream in other processes have been dead for longer than the grace. */
export const bootSettles: ChatInvariant = {
  name: 'I8-boot-settles',
  states: 'boot settles every turn that a dead process left, or names its session; then none is open',
  check({ lives }) {
    const turns = [...turnsOf(lives).values()]
    for (const boot of callsOf(lives, 'boot')) {
      if (boot.outcome !== 'acknowledged') continue
      const { settled, troubles } = boot.result as unknown as Booted
      for (const { request, accepted } of turns) {
        if (accepted === undefined || accepted.life !== boot.life || accepted.process === boot.process || !isBefore(accepted, boot) || troubles.includes(request.session)) continue
        const sights = sightsOf(lives).filter(({ view, call }) => view.session === request.session && call.life === boot.life)
        const open = sights.find(({ view, call }) => isBefore(boot, call) && view.turn?.turn === request.turn)
        if (open !== undefined) return `${request.turn} of session ${request.session} was still open after boot had settled everything in life ${boot.life}`
        if (settled.includes(request.session)) continue
        const interrupted = ({ view }: Sight): boolean => view.messages.some(({ turn, note }) => turn === request.turn && note !== undefined && note !== 'failed' && note !== 'stopped')
        const first = sights.find(interrupted)
        if (first !== undefined && isBefore(boot, first.call)) return `${request.turn} of session ${request.session} had been interrupted, and boot neither settled nor named it in life ${boot.life}`
      }
    }
    return undefined
  },
}

export const stopFrees: ChatInvariant = {
  name: 'I20-stop-frees',
  states: 'when an answer was stopped, the session takes the next prompt',
  check({ lives }) {
    const cancels = callsOf(lives, 'cancel').filter(({ outcome }) => outcome === 'acknowledged')
    for (const cancel of cancels) {
      const session = cancel.arguments[0]
      const starts = callsOf(lives, 'startChat').filter((call) => sessionOf(call) === session)
      const next = starts.find((call) => isBefore(cancel, call))
      const between = starts.some((call) => call !== next && !isBefore(call, cancel))
      if (next?.outcome === 'refused' && next.life === cancel.life && !between) return `session ${String(session)} was stopped, and refused the next prompt`
    }
    return undefined
  },
}

/** For scenarios that end with `settledInTheEnd`. */
export const streamsEnd: ChatInvariant = {
  name: 'I20-streams-end',
  states: 'when all has come to rest, every run can be followed to its end, or is refused at once',
  check({ lives }) {
    const last = lives.at(-1)
    if (last?.observed === undefined) return undefined
    const rest = callsOf([last], 'readSession').at(-1)
    const open = callsOf([last], 'follow').find((call) => rest !== undefined && isBefore(rest, call) && (call.outcome === 'pending' || (call.outcome === 'acknowledged' && (call.result as unknown as Followed).over === undefined)))
    return open === undefined ? undefined : `run ${(open.arguments[0] as unknown as Follow).run} is not over in the end of life ${last.number}, and nobody streams it`
  },
}

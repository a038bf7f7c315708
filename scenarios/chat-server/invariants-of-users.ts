import type { Follow, Followed, Row } from './contract.ts'
import { callsOf, isBefore, sightsOf, turnsOf, type Call, type Lives, type Sight } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'

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

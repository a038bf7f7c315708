import { isDamaged, precedes, where, type Call } from './evidence.ts'
import { law, type StoreInvariant } from './invariants.ts'

/** What holds where one process alone opens the store again after a crash. */

/** True for a load of a session that is not there, as the store says; not where the world kept it from reading. */
export function saidGone({ method, outcome, entry: { error } }: Call): boolean {
  return method === 'load' && outcome === 'refused' && error !== undefined && !error.injected && error.name !== 'ProcessDied'
}

/** I4, also where nobody acknowledged the delete. */
export const goneForGood: StoreInvariant = law('gone-for-good', 'a session of which a store said after a delete that it is gone does not come back', ({ sessions }) => {
  for (const { id, calls, removals } of sessions) {
    const deletions = removals.filter(({ method }) => method === 'delete')
    const gone = calls.find((call) => saidGone(call) && deletions.some((deletion) => !precedes(call, deletion)))
    const back = gone === undefined ? undefined : calls.find((call) => precedes(gone, call) && call.outcome === 'acknowledged' && call.method !== 'delete')
    if (back !== undefined) return `session ${id} was gone in ${where(gone!)} and is back: ${where(back)} succeeded`
  }
  return undefined
})

/** I9: what a crash left behind stands in nobody's way. */
export const wholeSessionsGoOn: StoreInvariant = law('whole-sessions-go-on', 'a session that is served whole after a crash takes what is said to it', ({ sessions }) => {
  for (const { id, calls } of sessions) {
    for (const append of calls) {
      const { error } = append.entry
      if (append.life === 1 || append.method !== 'append' || append.outcome !== 'refused' || error === undefined || error.injected || error.name === 'ProcessDied') continue
      const before = calls.findLast((call) => call.life === append.life && call.method === 'load' && precedes(call, append))
      if (before?.view === undefined || before.view === 'nothing' || isDamaged(before.view)) continue
      return `session ${id} is served whole by ${where(before)}, and takes nothing any more: ${error.message}`
    }
  }
  return undefined
})

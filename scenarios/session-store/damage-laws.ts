import { isDamaged, messagesOf, nameOf, precedes, sameJson, shown, where, type Call, type Lives } from './evidence.ts'
import { everyRead, law, type StoreInvariant } from './invariants.ts'
import { saidGone } from './later-lives.ts'
import type { Message } from './contract.ts'

/** What holds where bits of files rotted at a crash. */

function rottenBits(lives: Lives, from: number, to: number): number {
  return lives.reduce((sum, { number, crash }) => sum + (number >= from && number < to ? (crash?.rot?.length ?? 0) : 0), 0)
}

const CHANGING: readonly string[] = ['create', 'append', 'save', 'clear', 'undo', 'truncate', 'compress', 'delete', 'mark']

/** I9: looking at a damaged session, opening the store again, and a repair that was killed cost nothing. */
export const sameEachTime: StoreInvariant = {
  name: 'same-each-time',
  states: 'what is served of a damaged session is the same each time, until somebody changes it or more of it rots',
  check({ lives }) {
    for (const { id, views, calls } of everyRead(lives).sessions) {
      const changes = calls.filter(({ method, outcome }) => CHANGING.includes(method) && outcome === 'acknowledged')
      const served = views.filter(({ view }) => isDamaged(view))
      const changed = (before: Call, after: Call): boolean => rottenBits(lives, before.life, after.life) > 0 || changes.some((change) => !precedes(change, before) && !precedes(after, change))
      for (const [index, before] of served.entries()) {
        const refusal = calls.find((call) => saidGone(call) && precedes(before, call) && !changed(before, call))
        if (refusal !== undefined) return `session ${id} is damaged, was served in ${where(before)}, and is not in ${where(refusal)}: ${refusal.entry.error!.message}`
        const after = served[index + 1]
        if (after === undefined || changed(before, after)) continue
        const [earlier, later] = [messagesOf(before.view), messagesOf(after.view)]
        if (!sameJson(earlier, later)) return `session ${id} is damaged, and served with ${earlier.length} messages in ${where(before)} and with ${later.length} in ${where(after)}`
      }
    }
    return undefined
  },
}

/** I18: damage spreads to no other session. */
export const otherSessionsAreWhole: StoreInvariant = {
  name: 'other-sessions-are-whole',
  states: 'no more sessions are damaged than bits rotted',
  check({ lives }) {
    const { sessions } = everyRead(lives)
    for (const { number } of lives) {
      const broken = sessions.filter(({ calls, views }) => {
        const created = views.find(({ method }) => method === 'create')
        return calls.some((call) => call.life === number && call.method === 'load' && (call.view === undefined ? call.entry.error !== undefined && call.entry.error.name !== 'ProcessDied' && created !== undefined && precedes(created, call) : isDamaged(call.view)))
      })
      const bits = rottenBits(lives, 1, number)
      if (broken.length > bits) return `${bits === 1 ? 'one bit' : `${bits} bits`} rotted, and in life ${number} ${broken.map(({ id }) => `session ${id}`).join(' and ')} ${broken.length === 1 ? 'is' : 'are'} damaged`
    }
    return undefined
  },
}

/** What a repair puts another state in place of, somebody may still want to read. `parts`: texts that a file has of a message, each of which a bit spoils alone. */
export function keptAside(parts: (message: Message) => readonly string[]): StoreInvariant {
  return law('kept-aside', 'what could not be read is kept in some file, also when the session was mended', ({ sessions, others }) => {
    const traces = others.filter(({ method }) => method === 'traces')
    for (const { attempts, views, removals } of sessions) {
      if (removals.length > 0) continue
      for (const { message, call } of attempts.values()) {
        const wanted = parts(message)
        if (call.outcome !== 'acknowledged' || call.life > 1 || wanted.length < 2) continue
        const without = views.find((view) => view.life > 1 && precedes(call, view) && !view.names.has(nameOf(message)))
        const trace = without === undefined ? undefined : traces.find((candidate) => precedes(without, candidate) && !wanted.some((part) => (candidate.entry.result as readonly string[]).includes(part)))
        if (trace !== undefined) return `${shown(message)} could not be read in ${where(without!)}, and is in no file any more: ${where(trace)} found nothing of it`
      }
    }
    return undefined
  })
}

/** What an opening says about damage: names of sessions. */
export type Report = { readonly damaged: readonly string[] }

/** I18, and one broken session is no secret: every opening names those that it found broken, and no others. */
export const reportsAreTrue: StoreInvariant = law('reports-are-true', 'an opening names a session that nobody sees any more, and none that is whole', ({ sessions, lists, others }) => {
  for (const report of others.filter(({ method }) => method === 'report')) {
    const { damaged } = report.entry.result as unknown as Report
    const list = lists.find((candidate) => precedes(report, candidate))
    for (const { id, calls, removals } of sessions) {
      const load = calls.find((call) => call.method === 'load' && precedes(report, call))
      if (damaged.includes(id) && load?.view !== undefined && !isDamaged(load.view)) return `${where(report)} says that session ${id} is damaged, and ${where(load)} shows it whole`
      const created = calls.find(({ method, outcome }) => method === 'create' && outcome === 'acknowledged')
      if (created === undefined || !precedes(created, report) || removals.length > 0 || list === undefined || list.heads.some((head) => head.id === id)) continue
      if (!damaged.includes(id)) return `session ${id} is missing in ${where(list)}, and ${where(report)} did not say why`
    }
  }
  return undefined
})

import { AUDITOR, isDamaged, nameOf, precedes, shown, where, type Call, type Evidence, type SessionHistory } from './evidence.ts'
import { saidGone } from './later-lives.ts'
import { law, type StoreInvariant } from './invariants.ts'
import type { Message } from './contract.ts'

/** What a contract with the capability `bounded` promises. */
const FILES_PER_SESSION = 10
const FILES_BESIDES = 5

/** What whoever looks at the disk may expect. `wanted`: what a file has of a message, if it has anything; to be asked for with `traces`. */
export function erased(wanted: (message: Message) => string): StoreInvariant {
  return law('erased', 'what a session shows to be removed is in no file once the intent was acknowledged or the store was opened again', ({ sessions, others }: Evidence) => {
    const traces = others.filter(({ method }) => method === 'traces')
    for (const { attempts, views, removals } of sessions) {
      for (const { message, call } of attempts.values()) {
        const gone = views.find((view) => precedes(call, view) && !isDamaged(view.view) && !view.names.has(nameOf(message)) && (removals.includes(view) || view.life > 1))
        const trace = gone === undefined ? undefined : traces.find((candidate) => precedes(gone, candidate) && (candidate.entry.result as readonly string[]).includes(wanted(message)))
        if (trace !== undefined) return `${shown(message)} is gone in ${where(gone!)} and still in a file: ${where(trace)} found it`
      }
    }
    return undefined
  })
}

/**
 * The same of a removal that nobody acknowledged, as far as it had been stored before. A store that was opened when the removal had ended shows what came of it:
 * in a later life, or by a process that was started for it.
 */
export function erasedByOpenings(wanted: (message: Message) => string): StoreInvariant {
  return law('erased-by-openings', 'what a removal took away is in no file any more once it was acknowledged, or the store was opened again and shows it to be gone', ({ sessions, others }) => {
    const traces = others.filter(({ method }) => method === 'traces')
    for (const { attempts, removals, ...session } of sessions) {
      for (const removal of removals) {
        for (const [name, { message, call }] of attempts) {
          if (call.outcome !== 'acknowledged' || !precedes(call, removal)) continue
          const gone = goneSince(name, removal, session)
          const trace = gone === undefined ? undefined : traces.find((candidate) => precedes(gone, candidate) && (candidate.entry.result as readonly string[]).includes(wanted(message)))
          if (trace !== undefined) return `${shown(message)} is gone in ${where(gone!)} and still in a file: ${where(trace)} found it`
        }
      }
    }
    return undefined
  })
}

function goneSince(name: string, removal: Call, { calls, views }: Pick<SessionHistory, 'calls' | 'views'>): Call | undefined {
  if (removal.view !== undefined) return removal.names.has(name) ? undefined : removal
  const openedLater = (call: Call): boolean => precedes(removal, call) && (call.life > removal.life || call.entry.process === AUDITOR)
  return views.find((view) => openedLater(view) && !isDamaged(view.view) && !view.names.has(name)) ?? (removal.method === 'delete' ? calls.find((call) => openedLater(call) && saidGone(call)) : undefined)
}

/** Of files that are counted when no save is under way, and none was for ten minutes before the last opening. */
export const fewFiles: StoreInvariant = law('few-files', `after an opening a store has at most ${FILES_PER_SESSION} files per session and ${FILES_BESIDES} more`, ({ sessions, others }) => {
  const most = FILES_PER_SESSION * sessions.length + FILES_BESIDES
  const many = others.find(({ method, entry }) => method === 'files' && (entry.result as number) > most)
  return many === undefined ? undefined : `there are ${String(many.entry.result)} files for ${sessions.length === 1 ? 'one session' : `${sessions.length} sessions`} in life ${many.life}`
})

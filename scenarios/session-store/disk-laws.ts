import { isDamaged, nameOf, precedes, shown, where, type Evidence } from './evidence.ts'
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

/** Of files that are counted when no save is under way, and none was for ten minutes before the last opening. */
export const fewFiles: StoreInvariant = law('few-files', `after an opening a store has at most ${FILES_PER_SESSION} files per session and ${FILES_BESIDES} more`, ({ sessions, others }) => {
  const most = FILES_PER_SESSION * sessions.length + FILES_BESIDES
  const many = others.find(({ method, entry }) => method === 'files' && (entry.result as number) > most)
  return many === undefined ? undefined : `there are ${String(many.entry.result)} files for ${sessions.length === 1 ? 'one session' : `${sessions.length} sessions`} in life ${many.life}`
})

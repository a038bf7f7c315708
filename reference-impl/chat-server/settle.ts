import type { JournalContent } from '../journal/content.ts'
import type { Session } from '../session-store/session.ts'
import { ageFrom, worthStoring } from './age.ts'
import { messageOf } from '../files/error-message.ts'
import { NOTHING_LOOKED_AT } from './look.ts'
import { noteOf } from './note.ts'
import { saidNothing } from './output.ts'
import type { Parts } from './parts.ts'
import { isFinal, type Recovery } from './recovery.ts'
import { chatOf, withChat, type ChatFields, type Watched } from './turn.ts'

/** A session as it is on the disk after somebody tried to settle it, and in words what could not be done. */
export interface Settled {
  readonly session: Session
  readonly trouble?: string
}

/** True if there may be something to settle: a turn whose owner is gone, or an answer that may still grow. */
export async function mayBeSettled(parts: Parts, { turn, watched }: ChatFields): Promise<boolean> {
  return watched.length > 0 || (turn !== null && (await parts.rules.livenessOf(turn, parts)) === 'gone')
}

/**
 * Settles what can be settled of a session: a turn whose owner is gone, and answers that may still grow. Whoever calls it holds the session's lock. Rejects
 * where that could not be saved: everything is as it was then.
 *
 * Laws
 * - Whether anything is to be done is decided under the lock, from what is read there. What was seen before is only a reason to come here.
 * - One save has it all: a prompt becomes a message and is cleared at once.
 * - Where nothing changed nothing is saved. Maintenance is no activity.
 */
export async function settle(parts: Parts, { id }: { readonly id: string }): Promise<Settled> {
  const session = await parts.sessions.load(id)
  const troubles: string[] = []
  const settled = await allLookedAt(parts, session, troubles)
  const trouble = troubles.length === 0 ? {} : { trouble: troubles.join('; ') }
  return { session: settled === session ? session : await parts.rules.saveSettled(parts, settled), ...trouble }
}

export function saveSettled({ sessions }: Parts, settled: Session): Promise<Session> {
  return sessions.save(settled, { maintenance: true })
}

async function allLookedAt(parts: Parts, session: Session, troubles: string[]): Promise<Session> {
  const { rules, host } = parts
  const { turn, watched } = chatOf(session)
  let settled = session
  if (turn !== null && (await rules.livenessOf(turn, parts)) === 'gone') {
    const cleared = withChat(rules.withTurn(session, turn), { ...chatOf(session), turn: null })
    settled = await looked(parts, cleared, { turn: turn.turn, run: turn.run, recovery: { state: 'interrupted' }, age: ageFrom(host, turn.owner.boot) }, troubles)
  }
  for (const one of watched) settled = await looked(parts, settled, one, troubles)
  return settled
}

type Looking = Omit<Watched, 'recovery'> & { readonly recovery: Recovery }

/** The session after one look at the journal of one run; the same object if that changed nothing. */
async function looked(parts: Parts, session: Session, watched: Looking, troubles: string[]): Promise<Session> {
  const { host, rules, giveUpMs } = parts
  const { turn, run, recovery: from, age } = watched
  const content = await readable(parts, session.id, run, troubles)
  const { look, output } = content === undefined ? NOTHING_LOOKED_AT : rules.lookAt(content, session)
  // Who could not look must not give up.
  const to = rules.next(from, look, () => content !== undefined && rules.awakeMs(age, host) > giveUpMs)
  const more = rules.grew(from, look)
  const unchanged = to.state === from.state && !more
  if (unchanged && !worthStoring(age, host)) return session
  const answered = unchanged ? session : rules.withAnswer(session, turn, more ? output : undefined, noteOf(to, saidNothing(output)))
  return withChat(answered, rules.rewatched(chatOf(answered), { turn, run, recovery: to, age: from.state === 'interrupted' ? age : rules.carried(age, host) }))
}

async function readable(parts: Parts, session: string, run: string, troubles: string[]): Promise<JournalContent | undefined> {
  try {
    return await parts.journals.read(session, run)
  } catch (error) {
    troubles.push(`the journal of run ${run} cannot be read (${messageOf(error)})`)
    return undefined
  }
}

/** What the head of the session says of this recovery from now on. A journal that is not needed any more goes when the next turn begins. */
export function rewatched(chat: ChatFields, { turn, run, recovery, age }: Looking): ChatFields {
  const others = chat.watched.filter((one) => one.run !== run)
  if (isFinal(recovery)) return { ...chat, watched: others, finished: [...chat.finished, run] }
  return { ...chat, watched: [...others, { turn, run, recovery: recovery as Watched['recovery'], age }] }
}

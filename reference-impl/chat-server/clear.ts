import type { Session } from '../session-store/session.ts'
import { refused } from './errors.ts'
import type { Parts } from './parts.ts'
import { removed } from './start.ts'
import { chatOf, withChat, type ChatFields } from './turn.ts'

/**
 * Removes everything that was said in a session, journals included. When it resolves, none of it is on the disk, and nothing brings it back: what was still to
 * be recovered is forgotten with it.
 */
export async function clearSession(parts: Parts, id: string): Promise<void> {
  const { turn } = chatOf(await parts.sessions.load(id))
  if (turn !== null && (await parts.rules.livenessOf(turn, parts)) !== 'gone') throw refused('busy', `session ${JSON.stringify(id)} is answering; stop that first`)
  const { session } = await parts.rules.settle(parts, { id, chat: chatOf(await parts.sessions.load(id)) })
  const forgotten = parts.rules.forgotten(chatOf(session))
  const cleared: Session = { ...session, messages: [], context: [], context_base: 0 }
  await parts.sessions.save(withChat(cleared, forgotten), { intent: 'clear' })
  const left = await removed(parts, id, forgotten.finished)
  if (left.length > 0) throw new Error(`the session is empty, but ${left.length} journals of it are still on the disk; clear it again`)
  await parts.journals.purge()
}

/** Nothing is watched any more; all journals may go. */
export function forgotten(chat: ChatFields): ChatFields {
  return { ...chat, turn: null, watched: [], finished: [...chat.finished, ...chat.watched.map(({ run }) => run)] }
}

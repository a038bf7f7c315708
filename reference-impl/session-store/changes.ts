import { refused } from './errors.ts'
import type { IntentKind, Message, Session } from './session.ts'

/** What an intent makes of a session. Pure. */
export type Change = (session: Session) => Session

export const cleared: Change = (session) => ({ ...session, messages: [], context: [], context_base: 0 })

/** Removes the last `count` messages, and as many from the context, but never what a compression left there. */
export function undone(count: number): Change {
  whole('count', count, 1)
  return (session) => shortened(session, session.messages.length - count)
}

/** Keeps the first `keep` messages. */
export function truncated(keep: number): Change {
  whole('keep', keep, 0)
  return (session) => shortened(session, keep)
}

/** Gives the model another context. What people see stays as it is. */
export function compressed(context: readonly Message[]): Change {
  if (!Array.isArray(context)) throw refused('invalid', `context is ${JSON.stringify(context)}; it takes a list of messages`)
  return (session) => ({ ...session, context, context_base: context.length })
}

function shortened(session: Session, keep: number): Session {
  const { messages, context, context_base } = session
  if (keep < 0 || keep > messages.length) {
    throw refused('invalid', `session ${JSON.stringify(session.id)} has ${messages.length} messages; ${keep} of them cannot be kept`)
  }
  return { ...session, messages: messages.slice(0, keep), context: context.slice(0, Math.max(context_base, context.length - (messages.length - keep))) }
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) throw refused('invalid', `${name} is ${String(value)}; it takes a whole number from ${least}`)
}

/** Why a save must not be, where it must not: only an intent makes a history shorter. */
export function shrinks(stored: { readonly message_count: number; readonly context_count: number }, offered: Session, intent: IntentKind | undefined): string | undefined {
  if (intent !== undefined) return undefined
  if (offered.messages.length < stored.message_count) return `it has ${offered.messages.length} messages where ${stored.message_count} are stored`
  if (offered.context.length < stored.context_count) return `its context has ${offered.context.length} messages where ${stored.context_count} are stored`
  return undefined
}

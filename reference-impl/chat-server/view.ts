import type { Damage, Message, Session, SessionHead } from '../session-store/session.ts'
import type { Liveness } from './liveness.ts'
import { lookAfter } from './look-after.ts'
import type { Parts } from './parts.ts'
import { chatOf, type ChatFields, type Turn } from './turn.ts'

export interface SessionView {
  readonly session: string
  readonly title: string
  /** Wall clock. Moves with what people do, never with maintenance. */
  readonly updatedAt: number
  /** A prompt and its answer per turn, in order. */
  readonly messages: readonly Message[]
  /** What the model is given of them. */
  readonly context: readonly Message[]
  /** The turn that has no result yet. */
  readonly turn: (Pick<Turn, 'turn' | 'run' | 'generation' | 'prompt'> & { readonly streams: Liveness }) | null
  /** Answers that may still grow. */
  readonly watched: number
  /** What could not be settled, in words. What is shown is what is on the disk. */
  readonly trouble?: string
  readonly damage?: Damage
}

/** A session as it is now. What can be settled of it is settled first. */
export async function readSession(parts: Parts, id: string): Promise<SessionView> {
  const seen = await parts.sessions.load(id)
  const chat = chatOf(seen)
  const streams = await livenessIn(parts, chat)
  if (streams !== 'gone' && chat.watched.length === 0) return viewOf(seen, streams)
  const { session = seen, trouble } = (await lookAfter(parts, { id, chat })) ?? {}
  return viewOf(session, session === seen ? streams : await livenessIn(parts, chatOf(session)), trouble)
}

/** Asked once for what is shown: a moment later the answer may be another one. */
async function livenessIn(parts: Parts, { turn }: ChatFields): Promise<Liveness | undefined> {
  return turn === null ? undefined : parts.rules.livenessOf(turn, parts)
}

function viewOf(session: Session, streams: Liveness | undefined, trouble?: string): SessionView {
  const { turn, watched } = chatOf(session)
  return {
    session: session.id,
    title: session.title,
    updatedAt: session.updated_at,
    messages: session.messages,
    context: session.context,
    turn: turn === null || streams === undefined ? null : { turn: turn.turn, run: turn.run, generation: turn.generation, prompt: turn.prompt, streams },
    watched: watched.length,
    ...(trouble === undefined ? {} : { trouble }),
    ...(session.damage === undefined ? {} : { damage: session.damage }),
  }
}

export interface SessionEntry {
  readonly session: string
  readonly title: string
  readonly updatedAt: number
  readonly messages: number
  readonly streams: boolean
}

/** All sessions, the last active one first. Turns whose owner is gone are settled on the way; that changes no order. */
export async function listSessions(parts: Parts): Promise<SessionEntry[]> {
  const entries: SessionEntry[] = []
  for (const head of await parts.sessions.list()) entries.push(await entryOf(parts, head))
  return entries
}

async function entryOf(parts: Parts, { id, title, updated_at, message_count, ...head }: SessionHead): Promise<SessionEntry> {
  const chat = chatOf(head)
  const { turn } = chat
  const streams = turn !== null && (await parts.rules.livenessOf(turn, parts)) !== 'gone'
  const settled = turn !== null && !streams ? await lookAfter(parts, { id, chat }) : undefined
  const { session } = settled ?? {}
  return { session: id, title, updatedAt: session?.updated_at ?? updated_at, messages: session?.messages.length ?? message_count, streams }
}

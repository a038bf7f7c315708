import type { Session } from '../session-store/session.ts'
import { messageOf } from '../files/error-message.ts'
import { ChatServerError, refused } from './errors.ts'
import { isConflict } from './look-after.ts'
import { asChatError, type Parts } from './parts.ts'
import { newRun, say, type Run } from './run.ts'
import { chatOf, withChat, type Turn } from './turn.ts'
import { work } from './work.ts'

export interface ChatRequest {
  /** Made where it is missing. */
  readonly session: string
  readonly prompt: string
  /** The client's own id of this prompt, unique in the session. Sent again with it, a prompt that had been accepted is not asked twice. Default: a random one. */
  readonly turn?: string
}

export interface Started {
  readonly turn: string
  /** Absent where the turn was accepted earlier and is over. */
  readonly run?: string
  readonly generation?: number
  /** It had been accepted before. */
  readonly again: boolean
}

/** Accepts a prompt: when it resolves, the prompt and the start of its run are on the medium, and the agent is at work. */
export async function startChat(parts: Parts, request: ChatRequest): Promise<Started> {
  const { session, prompt, turn = parts.host.random.uuid() } = checked(request)
  try {
    return await parts.underLock(session, () => start(parts, session, prompt, turn))
  } catch (error) {
    throw asChatError(error)
  }
}

function checked(request: ChatRequest): ChatRequest {
  for (const [name, value] of Object.entries({ session: request.session, prompt: request.prompt, turn: request.turn ?? 'x' })) {
    if (typeof value !== 'string' || value === '') throw refused('invalid', `${name} is ${JSON.stringify(value) ?? 'missing'}; it takes a text that is not empty`)
  }
  return request
}

async function start(parts: Parts, id: string, prompt: string, turnId: string): Promise<Started> {
  const session = await sessionToStartIn(parts, id, prompt, turnId)
  const { turn: current, generation } = chatOf(session)
  if (current?.turn === turnId) return { turn: turnId, run: current.run, generation: current.generation, again: true }
  if (parts.rules.hasTurn(session, turnId)) return { turn: turnId, again: true }
  const { host, self } = parts
  const turn: Turn = {
    turn: turnId, run: host.random.uuid(), generation: generation + 1, prompt, owner: self, startedMs: host.clock.monotonic(), at: host.clock.now(),
  }
  await parts.rules.begin(parts, turn, session)
  return { turn: turnId, run: turn.run, generation: turn.generation, again: false }
}

/** The session, without a turn that somebody could still end, unless it is this very turn. */
async function sessionToStartIn(parts: Parts, id: string, prompt: string, turnId: string): Promise<Session> {
  const session = await loadOrMake(parts, id, prompt)
  const { turn } = chatOf(session)
  if (turn === null) return session
  if ((await parts.rules.livenessOf(turn, parts)) === 'gone') return (await parts.rules.settle(parts, { id, chat: chatOf(session) })).session
  if (turn.turn === turnId) return session
  throw refused('busy', `session ${JSON.stringify(id)} is answering; stop that first, or wait for it`)
}

async function loadOrMake({ sessions }: Parts, id: string, prompt: string): Promise<Session> {
  try {
    return await sessions.load(id)
  } catch (error) {
    if (asChatError(error).reason !== 'missing') throw error
  }
  try {
    return await sessions.create({ id, title: prompt.slice(0, 60) })
  } catch (error) {
    if (!isConflict(error)) throw error
    return sessions.load(id)
  }
}

/**
 * Law: a run is live before its id is written anywhere, and stays so until it is over. However long a sync takes, nobody in this process takes it for a dead
 * one; in others, the lease speaks for it.
 */
export async function begin(parts: Parts, turn: Turn, session: Session): Promise<void> {
  let begun!: () => void
  const run = newRun(session.id, turn, new Promise<void>((resolve) => (begun = resolve)))
  await parts.enter(run)
  try {
    await parts.rules.accept(parts, run)
    await openJournal(parts, run)
    void work(parts, run, session.context)
  } catch (error) {
    run.ending = true
    parts.leave(run)
    throw error
  } finally {
    begun()
  }
}

/** The turn is on the medium. Journals that nobody needs any more go before they are forgotten. */
export async function accept(parts: Parts, { session, turn }: Run): Promise<void> {
  await parts.store(session, async (current) => {
    const chat = chatOf(current)
    if (chat.turn !== null || chat.generation >= turn.generation) throw refused('busy', `session ${JSON.stringify(session)} began another turn in the meantime`)
    return withChat(current, { ...chat, turn, generation: turn.generation, finished: await removed(parts, session, chat.finished) })
  })
}

/** Removes journals; returns those that are left. */
export async function removed({ journals }: Parts, session: string, runs: readonly string[]): Promise<string[]> {
  const left: string[] = []
  for (const run of runs) {
    try {
      await journals.remove(session, run)
    } catch {
      left.push(run)
    }
  }
  return left
}

/** Without a journal nothing may be said: the turn ends with an error that stays in the transcript. It had been accepted, so nothing here is a refusal. */
async function openJournal(parts: Parts, run: Run): Promise<void> {
  const { session, turn } = run
  try {
    run.journal = await parts.journals.open(session, turn.run)
    await say(parts, run, { event: 'start', payload: { session, turn: turn.turn, generation: turn.generation } })
    await run.journal.sync()
  } catch (error) {
    await run.journal?.close().catch(() => undefined)
    const message = `The journal of the answer could not be begun: ${messageOf(error)}`
    // Where that cannot be stored either, whoever reads the session settles the turn.
    await parts.rules.storeResult(parts, run, { event: 'apperror', payload: { message } }).catch(() => undefined)
    throw new ChatServerError(message, { reason: 'disk', refused: false, cause: error })
  }
}

import type { Session } from '../session-store/session.ts'
import { messageOf } from '../files/error-message.ts'
import { refused } from './errors.ts'
import type { TerminalEvent } from './event.ts'
import { noteOf, type Note } from './note.ts'
import { saidNothing } from './output.ts'
import { asChatError, type Parts } from './parts.ts'
import { show, tell, type Run } from './run.ts'
import { chatOf, withChat } from './turn.ts'

/**
 * Brings a run to its end: seals its journal, then stores its result, then forgets it. Only the first one who tries ends it; whoever comes later is refused.
 * Rejects where the result is not stored. The turn then stays on the disk as it was, and is settled from the journal by the next one who looks.
 */
export async function endRun(parts: Parts, run: Run, end: TerminalEvent): Promise<void> {
  await run.begun
  if (run.ending) throw refused('superseded', `run ${run.turn.run} has ended already`)
  run.ending = true
  run.stop.abort()
  await run.saying
  const trouble = await seal(run, end)
  try {
    await parts.underLock(run.session, () => parts.rules.storeResult(parts, run, end))
    parts.leave(run)
    tell(run, { over: 'stored', ...(trouble === undefined ? {} : { why: trouble }) })
  } catch (error) {
    parts.leave(run)
    tell(run, { over: 'not stored', why: messageOf(error) })
    throw asChatError(error)
  } finally {
    await run.journal?.close().catch(() => undefined)
  }
}

/** The end is journaled before it is shown, as everything is. What went wrong, in words: the result can still be stored. */
async function seal(run: Run, end: TerminalEvent): Promise<string | undefined> {
  try {
    show(run, await run.journal!.seal(end), end)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Writes the result of the turn, if this run still owns the session. Whoever calls it holds the session's lock. */
export async function storeResult(parts: Parts, run: Run, end: TerminalEvent): Promise<Session> {
  return parts.store(run.session, (session) => {
    const chat = chatOf(session)
    if (!parts.rules.owns(chat, run.turn)) throw refused('superseded', `run ${run.turn.run} of generation ${run.turn.generation} does not own session ${run.session} any more`)
    const answered = parts.rules.withAnswer(parts.rules.withTurn(session, run.turn), run.turn.turn, run.output, noteFor(end, run))
    return withChat(answered, { ...chat, turn: null, finished: [...chat.finished, run.turn.run] })
  })
}

function noteFor(end: TerminalEvent, { output }: Run): Note | undefined {
  if (end.event === 'apperror') return noteOf({ state: 'failed', message: end.payload.message }, saidNothing(output))
  return end.event === 'cancel' ? noteOf({ state: 'stopped' }, saidNothing(output)) : undefined
}

import type { Message } from '../session-store/session.ts'
import { endRun } from './end.ts'
import { messageOf } from '../files/error-message.ts'
import { isTerminalEvent, type TerminalEvent } from './event.ts'
import type { Parts } from './parts.ts'
import { say, type Run } from './run.ts'

/** Lets the agent speak, up to its end. Whatever goes wrong ends the run with an error that people see. */
export async function work(parts: Parts, run: Run, context: readonly Message[]): Promise<void> {
  const end = await spoken(parts, run, context)
  // Somebody else ended it: what comes now is too late.
  if (run.ending) return
  // Those who follow are told how that went.
  await endRun(parts, run, end).catch(() => undefined)
}

async function spoken(parts: Parts, run: Run, context: readonly Message[]): Promise<TerminalEvent> {
  const { session, turn, stop } = run
  try {
    for await (const event of parts.agent({ session, turn: turn.turn, run: turn.run, prompt: turn.prompt, context, signal: stop.signal })) {
      if (isTerminalEvent(event)) return event
      await say(parts, run, event)
    }
  } catch (error) {
    return failure(messageOf(error))
  }
  return failure('The agent stopped without an end.')
}

function failure(message: string): TerminalEvent {
  return { event: 'apperror', payload: { message } }
}

import type { Clock } from '../../harness/host/host.ts'
import type { Message } from '../session-store/session.ts'
import type { AgentEvent } from './event.ts'

export interface AgentRequest {
  readonly session: string
  readonly turn: string
  readonly run: string
  readonly prompt: string
  /** What was said before, as the model is to see it. */
  readonly context: readonly Message[]
  /** Aborted when a person stops the answer. An agent that does not listen does no harm: nobody hears what it says then. */
  readonly signal: AbortSignal
}

/** Who answers. The server takes its events up to the first terminal one; one that throws, or ends without a terminal event, has failed. */
export type Agent = (request: AgentRequest) => AsyncIterable<AgentEvent>

/** An event, and how long the agent takes to come to it. */
export interface ScriptedEvent {
  readonly event: AgentEvent
  /** Milliseconds. Default: 0. */
  readonly afterMs?: number
  /** It does not listen while it comes to it: a call into code that cannot be stopped. Default: false. */
  readonly deaf?: boolean
}

/** An agent that says what was written for it. `scriptFor` finds the script by what is asked. */
export function scriptedAgent(clock: Clock, scriptFor: (request: AgentRequest) => readonly ScriptedEvent[]): Agent {
  return async function* (request) {
    for (const { event, afterMs = 0, deaf = false } of scriptFor(request)) {
      if (afterMs > 0) await clock.sleep(afterMs, deaf ? {} : { signal: request.signal })
      if (request.signal.aborted && !deaf) return
      yield event
    }
  }
}

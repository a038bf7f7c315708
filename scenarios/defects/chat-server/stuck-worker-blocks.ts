import { refused } from '../../../reference-impl/chat-server/errors.ts'
import type { AgentEvent } from '../../../reference-impl/chat-server/event.ts'
import { begin } from '../../../reference-impl/chat-server/start.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

async function* counted(events: AsyncIterable<AgentEvent>, ended: () => void): AsyncIterable<AgentEvent> {
  try {
    yield* events
  } finally {
    ended()
  }
}

export const stuckWorkerBlocks: Defect<Chat> = chatDefect(
  'stuck-worker-blocks',
  {
    mistake: 'after a stop the session stays busy until the agent has come back, which one that is stuck never does',
    origin: ['hermes-webui #6623'],
    caughtBy: ['chat-server/every-end'],
    withoutFault: { breaks: ['chat-server/every-end'], why: 'people stop answers, which needs no fault' },
  },
  {
    rules: () => {
      const atWork = new Set<string>()
      return {
        async begin(parts, turn, session) {
          if (atWork.has(session.id)) throw refused('busy', `session ${session.id} is being stopped`)
          atWork.add(session.id)
          await begin({ ...parts, agent: (request) => counted(parts.agent(request), () => atWork.delete(session.id)) }, turn, session)
        },
      }
    },
  },
)

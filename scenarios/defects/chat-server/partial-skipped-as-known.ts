import { storeResult } from '../../../reference-impl/chat-server/end.ts'
import { NOTHING_SAID } from '../../../reference-impl/chat-server/output.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const partialSkippedAsKnown: Defect<Chat> = chatDefect(
  'partial-skipped-as-known',
  {
    mistake: 'what a stopped answer had said is left out where an older answer contains it',
    origin: ['hermes-webui #2151'],
    caughtBy: ['chat-server/every-end'],
  },
  {
    rules: () => ({
      async storeResult(parts, run, end) {
        const { messages } = await parts.sessions.load(run.session)
        const known = end.event === 'cancel' && messages.some(({ role, content }) => role === 'assistant' && String(content).includes(run.output.content))
        return storeResult(parts, known ? { ...run, output: NOTHING_SAID } : run, end)
      },
    }),
  },
)

import { storeResult } from '../../../reference-impl/chat-server/end.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const errorErasesPrompt: Defect<Chat> = chatDefect(
  'error-erases-prompt',
  {
    mistake: 'an agent that fails takes the prompt with it: the pending turn is cleared, and becomes no message',
    origin: ['hermes-webui #1760', 'hermes-webui #1856'],
    caughtBy: ['chat-server/every-end'],
  },
  {
    rules: () => ({
      storeResult: (parts, run, end) => storeResult(end.event === 'apperror' ? { ...parts, rules: { ...parts.rules, withTurn: (transcript) => transcript } } : parts, run, end),
    }),
  },
)

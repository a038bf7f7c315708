import { storeResult } from '../../../reference-impl/chat-server/end.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const stopErasesPrompt: Defect<Chat> = chatDefect(
  'stop-erases-prompt',
  {
    mistake: 'stopping an answer clears the pending turn, and its prompt becomes no message',
    origin: ['hermes-webui #1298'],
    caughtBy: ['chat-server/every-end'],
    withoutFault: { breaks: ['chat-server/every-end'], why: 'people stop answers, which needs no fault' },
  },
  {
    rules: () => ({
      storeResult: (parts, run, end) => storeResult(end.event === 'cancel' ? { ...parts, rules: { ...parts.rules, withTurn: (transcript) => transcript } } : parts, run, end),
    }),
  },
)

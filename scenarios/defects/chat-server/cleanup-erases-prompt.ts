import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const cleanupErasesPrompt: Defect<Chat> = chatDefect(
  'cleanup-erases-prompt',
  {
    mistake: 'cleanup clears the pending turn, and its prompt becomes no message',
    origin: ['hermes-webui #1760', 'hermes-webui #1856'],
    caughtBy: ['chat-server/killed-while-streaming'],
  },
  { rules: () => settlingBy({ withTurn: (transcript) => transcript }) },
)

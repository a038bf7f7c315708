import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const clearForgetsTheWatched: Defect<Chat> = chatDefect(
  'clear-forgets-the-watched',
  {
    mistake: 'clearing a session removes the journals of answers that have ended, and not those of answers that are still waited for',
    origin: ['hermes-webui journal deleted under a marker (recovery L21)', 'hermes-webui #3802'],
    caughtBy: ['chat-server/clear-is-final'],
    withoutFault: { breaks: ['chat-server/clear-is-final'], why: 'people clear sessions, which needs no fault' },
  },
  { rules: () => ({ forgotten: (chat) => ({ ...chat, turn: null, watched: [] }) }) },
)

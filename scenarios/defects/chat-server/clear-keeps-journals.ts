import { journalsIn } from '../../../reference-impl/chat-server/journals.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const clearKeepsJournals: Defect<Chat> = chatDefect(
  'clear-keeps-journals',
  {
    mistake: 'a session is cleared, and what was said in it stays on the disk in its journals',
    origin: ['hermes-webui #3802'],
    caughtBy: ['chat-server/clear-is-final'],
    withoutFault: { breaks: ['chat-server/clear-is-final'], why: 'people clear sessions, which needs no fault' },
  },
  { rules: () => ({ forgotten: (chat) => ({ ...chat, turn: null, watched: [] }), journalsIn: (...place) => ({ ...journalsIn(...place), remove: () => Promise.resolve() }) }) },
)

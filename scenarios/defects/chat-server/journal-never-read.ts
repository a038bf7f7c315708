import { NOTHING_LOOKED_AT } from '../../../reference-impl/chat-server/look.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const journalNeverRead: Defect<Chat> = chatDefect(
  'journal-never-read',
  {
    mistake: 'a turn whose owner is gone is settled without a look at its journal',
    origin: ['hermes-webui #2427'],
    caughtBy: ['chat-server/killed-while-streaming', 'chat-server/streamed-survives'],
  },
  { rules: () => ({ lookAt: () => NOTHING_LOOKED_AT }) },
)

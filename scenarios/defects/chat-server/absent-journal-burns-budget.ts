import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'
import { givingUpAfterLooks } from './looks-counted.ts'

export const absentJournalBurnsBudget: Defect<Chat> = chatDefect(
  'absent-journal-burns-budget',
  {
    mistake: 'every look at a journal that is not there costs one of twelve attempts, and polls use them up in seconds',
    origin: ['hermes-webui 2a303de2a', 'hermes-webui #2615'],
    caughtBy: ['chat-server/delayed-journal'],
  },
  { rules: () => givingUpAfterLooks(({ state }) => state === 'missing' || state === 'empty') },
)

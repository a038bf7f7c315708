import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'
import { givingUpAfterLooks } from './looks-counted.ts'

export const meteringBurnsBudget: Defect<Chat> = chatDefect(
  'metering-burns-budget',
  {
    mistake: 'a record that nobody sees makes a journal count as complete: every look at it costs one of twelve attempts',
    origin: ['hermes-webui metering burns the budget (recovery R7, L8, L19)'],
    caughtBy: ['chat-server/invisible-first'],
  },
  { rules: () => givingUpAfterLooks(({ state }) => state === 'nothing visible') },
)

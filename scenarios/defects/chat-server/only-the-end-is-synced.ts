import { journalsIn } from '../../../reference-impl/chat-server/journals.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const onlyTheEndIsSynced: Defect<Chat> = chatDefect(
  'only-the-end-is-synced',
  {
    mistake: 'of a run only its end is synced, whatever the policy says',
    origin: ['hermes-webui #2283'],
    caughtBy: ['chat-server/streamed-survives', 'chat-server/silence-after-tokens'],
  },
  { rules: () => ({ journalsIn: (host, directory) => journalsIn(host, directory, { terminal: true }) }) },
)

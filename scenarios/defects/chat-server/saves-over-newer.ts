import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const savesOverNewer: Defect<Chat> = chatDefect(
  'saves-over-newer',
  {
    mistake: 'cleanup saves the copy that it has read over whatever another process stored in the meantime',
    origin: ['hermes-webui #5056', 'hermes-webui #7036'],
    caughtBy: ['chat-server/cleanup-against-start'],
  },
  {
    rules: () => ({
      saveSettled: ({ store }, { id, messages, context, context_base, fields }) =>
        store(id, (current) => ({ ...current, messages, context, context_base, fields }), { maintenance: true, intent: 'truncate' }),
    }),
  },
)

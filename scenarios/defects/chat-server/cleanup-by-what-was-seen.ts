import { settle } from '../../../reference-impl/chat-server/settle.ts'
import { withChat } from '../../../reference-impl/chat-server/turn.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const cleanupByWhatWasSeen: Defect<Chat> = chatDefect(
  'cleanup-by-what-was-seen',
  {
    mistake: 'cleanup settles the turn that was seen before the lock was taken, and clears the one that began in the meantime',
    origin: ['hermes-webui #1525', 'hermes-webui #1533', 'hermes-webui #1557'],
    caughtBy: ['chat-server/cleanup-against-start'],
  },
  {
    rules: () => ({
      settle: (parts, seen) => settle({ ...parts, sessions: { ...parts.sessions, load: async (id) => withChat(await parts.sessions.load(id), seen.chat) } }, seen),
    }),
  },
)

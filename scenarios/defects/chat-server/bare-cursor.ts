import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const bareCursor: Defect<Chat> = chatDefect(
  'bare-cursor',
  {
    mistake: 'a cursor is a number without its run: in the next run it skips what nobody has seen',
    origin: ['hermes-webui #3124'],
    caughtBy: ['chat-server/cursors'],
  },
  {
    operations: ({ follow }) => ({
      follow: ({ session, run, after }) => follow({ session, run, ...(after === undefined ? {} : { after: { ...after, run } }) }),
    }),
  },
)

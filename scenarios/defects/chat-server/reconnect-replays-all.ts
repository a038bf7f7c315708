import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const reconnectReplaysAll: Defect<Chat> = chatDefect(
  'reconnect-replays-all',
  {
    mistake: 'who comes back with a cursor is sent everything again',
    origin: ['hermes-webui #2283'],
    caughtBy: ['chat-server/cursors'],
    withoutFault: { breaks: ['chat-server/cursors'], why: 'every client that goes on following comes with a cursor' },
  },
  {
    operations: ({ follow }) => {
      const replayed = new Set<string>()
      return {
        follow({ session, run, after }) {
          if (after === undefined || replayed.has(run)) return follow({ session, run, ...(after === undefined ? {} : { after }) })
          replayed.add(run)
          return follow({ session, run })
        },
      }
    },
  },
)

import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const reconnectReplaysAll: Defect<Chat> = chatDefect(
  'reconnect-replays-all',
  {
    mistake: 'who comes back with a cursor is sent everything again',
    origin: ['hermes-webui #2283'],
    caughtBy: ['chat-server/cursors'],
    withoutFault: {
      breaks: [
        'chat-server/boot-settles-all', 'chat-server/clear-is-final', 'chat-server/completed-then-killed', 'chat-server/continue-after-marker',
        'chat-server/cursors', 'chat-server/delayed-journal', 'chat-server/equal-texts', 'chat-server/every-end', 'chat-server/failing-disk',
        'chat-server/follow-the-dead', 'chat-server/head-saved-as-whole', 'chat-server/invisible-first', 'chat-server/killed-while-streaming',
        'chat-server/list-order', 'chat-server/parallel-tools', 'chat-server/sent-again', 'chat-server/still-arriving', 'chat-server/streamed-survives',
      ],
      why: 'every client that goes on following comes with a cursor',
    },
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

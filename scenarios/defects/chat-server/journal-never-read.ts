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
    withoutFault: {
      breaks: [
        'chat-server/boot-settles-all', 'chat-server/cleanup-against-start', 'chat-server/completed-then-killed', 'chat-server/concurrent-reads',
        'chat-server/continue-after-marker', 'chat-server/crash-while-settling', 'chat-server/delayed-journal', 'chat-server/ended-without-a-word',
        'chat-server/equal-texts', 'chat-server/follow-the-dead', 'chat-server/invisible-first', 'chat-server/killed-while-streaming',
        'chat-server/last-look', 'chat-server/late-worker', 'chat-server/parallel-tools', 'chat-server/rotten-record', 'chat-server/silence-after-tokens',
        'chat-server/stepped-clock', 'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  { rules: () => ({ lookAt: () => NOTHING_LOOKED_AT }) },
)

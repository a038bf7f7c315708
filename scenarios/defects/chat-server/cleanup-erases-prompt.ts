import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const cleanupErasesPrompt: Defect<Chat> = chatDefect(
  'cleanup-erases-prompt',
  {
    mistake: 'cleanup clears the pending turn, and its prompt becomes no message',
    origin: ['hermes-webui #1760', 'hermes-webui #1856'],
    caughtBy: ['chat-server/killed-while-streaming'],
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/age-across-boots', 'chat-server/boot-settles-all', 'chat-server/cleanup-against-start',
        'chat-server/completed-then-killed', 'chat-server/concurrent-reads', 'chat-server/continue-after-marker', 'chat-server/crash-while-settling',
        'chat-server/delayed-journal', 'chat-server/ended-without-a-word', 'chat-server/equal-texts', 'chat-server/follow-the-dead',
        'chat-server/give-up-age', 'chat-server/head-saved-as-whole', 'chat-server/invisible-first', 'chat-server/killed-while-streaming',
        'chat-server/last-look', 'chat-server/late-worker', 'chat-server/list-order', 'chat-server/parallel-tools', 'chat-server/rotten-record',
        'chat-server/silence-after-tokens', 'chat-server/slow-start', 'chat-server/stepped-clock', 'chat-server/stepped-clock-beside',
        'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  { rules: () => settlingBy({ withTurn: (transcript) => transcript }) },
)

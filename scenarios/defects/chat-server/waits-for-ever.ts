import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const waitsForEver: Defect<Chat> = chatDefect(
  'waits-for-ever',
  {
    mistake: 'an answer that nobody finds is waited for without an end',
    origin: ['hermes-webui journal deleted under a marker (recovery L21)'],
    caughtBy: ['chat-server/give-up-age'],
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/age-across-boots', 'chat-server/boot-settles-all', 'chat-server/cleanup-against-start',
        'chat-server/concurrent-reads', 'chat-server/continue-after-marker', 'chat-server/crash-while-settling', 'chat-server/equal-texts',
        'chat-server/follow-the-dead', 'chat-server/give-up-age', 'chat-server/head-saved-as-whole', 'chat-server/invisible-first',
        'chat-server/killed-while-streaming', 'chat-server/last-look', 'chat-server/late-worker', 'chat-server/list-order', 'chat-server/parallel-tools',
        'chat-server/rotten-record', 'chat-server/silence-after-tokens', 'chat-server/slow-start', 'chat-server/stepped-clock',
        'chat-server/stepped-clock-beside', 'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  { rules: () => ({ awakeMs: () => 0 }) },
)

import { next } from '../../../reference-impl/chat-server/recovery.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const foundIsCalledLost: Defect<Chat> = chatDefect(
  'found-is-called-lost',
  {
    mistake: 'an answer that is given up is called lost, also where a part of it stands there',
    origin: ['hermes-webui #2615'],
    caughtBy: ['chat-server/give-up-age'],
    withoutFault: {
      breaks: [
        'chat-server/boot-settles-all', 'chat-server/cleanup-against-start', 'chat-server/concurrent-reads', 'chat-server/continue-after-marker',
        'chat-server/crash-while-settling', 'chat-server/equal-texts', 'chat-server/follow-the-dead', 'chat-server/invisible-first',
        'chat-server/killed-while-streaming', 'chat-server/last-look', 'chat-server/late-worker', 'chat-server/list-order', 'chat-server/parallel-tools',
        'chat-server/rotten-record', 'chat-server/silence-after-tokens', 'chat-server/slow-start', 'chat-server/stepped-clock',
        'chat-server/stepped-clock-beside', 'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  {
    rules: () => ({
      next(from, look, tooOld) {
        const to = next(from, look, tooOld)
        return to.state === 'ended' ? { ...to, found: false } : to
      },
    }),
  },
)

import { next } from '../../../reference-impl/chat-server/recovery.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const endIsIgnored: Defect<Chat> = chatDefect(
  'end-is-ignored',
  {
    mistake: 'recovery does not look at the end in the journal, and an answer that was complete is called interrupted',
    origin: ['hermes-webui 3469a2f89'],
    caughtBy: ['chat-server/completed-then-killed'],
    withoutFault: { breaks: ['chat-server/ended-without-a-word'], why: 'these scenarios end processes themselves, and somebody settles what they left' },
  },
  {
    rules: () => ({
      next(from, look, tooOld) {
        const to = next(from, look, tooOld)
        return to.state === 'completed' ? { state: 'recovered' } : to
      },
    }),
  },
)

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

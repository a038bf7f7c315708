import { next } from '../../../reference-impl/chat-server/recovery.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const oneLookOnly: Defect<Chat> = chatDefect(
  'one-look-only',
  {
    mistake: 'the journal is looked at once: where nothing is visible then, the answer is given up',
    origin: ['hermes-webui #2615'],
    caughtBy: ['chat-server/delayed-journal'],
    withoutFault: { breaks: ['chat-server/invisible-first'], why: 'these scenarios end processes themselves, and somebody settles what they left' },
  },
  {
    rules: () => ({
      next(from, look, tooOld) {
        const to = next(from, look, tooOld)
        return to.state === 'pending' ? { state: 'ended', found: false } : to
      },
    }),
  },
)

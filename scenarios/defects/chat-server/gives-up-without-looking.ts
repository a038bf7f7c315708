import { isFinal, next } from '../../../reference-impl/chat-server/recovery.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const givesUpWithoutLooking: Defect<Chat> = chatDefect(
  'gives-up-without-looking',
  {
    mistake: 'an answer that has been waited for long enough is given up without a last look',
    origin: ['hermes-webui demoted without looking (recovery R8, L9)'],
    caughtBy: ['chat-server/last-look'],
  },
  {
    rules: () => ({
      next: (from, look, tooOld) => (!isFinal(from) && tooOld() ? { state: 'ended', found: from.state === 'partial' } : next(from, look, tooOld)),
    }),
  },
)

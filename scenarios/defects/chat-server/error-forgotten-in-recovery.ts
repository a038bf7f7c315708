import { next } from '../../../reference-impl/chat-server/recovery.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const errorForgottenInRecovery: Defect<Chat> = chatDefect(
  'error-forgotten-in-recovery',
  {
    mistake: 'recovery takes every end in a journal for a good one: an answer that had failed is shown as if it were complete',
    origin: ['hermes-webui unsaved gateway errors (recovery D.5)'],
    caughtBy: ['chat-server/completed-then-killed'],
    withoutFault: { breaks: ['chat-server/completed-then-killed'], why: 'these scenarios end processes themselves, and somebody settles what they left' },
  },
  {
    rules: () => ({
      next(from, look, tooOld) {
        const to = next(from, look, tooOld)
        return to.state === 'failed' ? { state: from.state === 'interrupted' ? 'completed' : 'recovered' } : to
      },
    }),
  },
)

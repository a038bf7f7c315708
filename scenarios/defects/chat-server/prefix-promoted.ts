import { next } from '../../../reference-impl/chat-server/recovery.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const prefixPromoted: Defect<Chat> = chatDefect(
  'prefix-promoted',
  {
    mistake: 'the first visible part of a journal is taken for all of it, and nobody looks again',
    origin: ['hermes-webui prefix promoted (recovery R1, L1)'],
    caughtBy: ['chat-server/still-arriving'],
    withoutFault: { breaks: ['chat-server/late-worker'], why: 'the scenario itself pauses a process until another one has taken over' },
  },
  {
    rules: () => ({
      next(from, look, tooOld) {
        const to = next(from, look, tooOld)
        return to.state === 'partial' ? { state: 'recovered' } : to
      },
    }),
  },
)

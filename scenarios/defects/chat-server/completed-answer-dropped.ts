import { lookAt } from '../../../reference-impl/chat-server/look.ts'
import { NOTHING_SAID } from '../../../reference-impl/chat-server/output.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const completedAnswerDropped: Defect<Chat> = chatDefect(
  'completed-answer-dropped',
  {
    mistake: 'a completed answer that equals an older one is dropped, and no note says so',
    origin: ['hermes-webui recovery R3 (L3)'],
    caughtBy: ['chat-server/equal-texts'],
  },
  {
    rules: () => ({
      lookAt(content, session) {
        const looked = lookAt(content)
        const known = looked.look.end?.event === 'done' && session.messages.some(({ role, content: text }) => role === 'assistant' && text === looked.output.content)
        return known ? { ...looked, output: NOTHING_SAID } : looked
      },
    }),
  },
)

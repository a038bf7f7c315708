import { lookAt, NOTHING_LOOKED_AT } from '../../../reference-impl/chat-server/look.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const olderAnswerHidesIt: Defect<Chat> = chatDefect(
  'older-answer-hides-it',
  {
    mistake: 'what is recovered is dropped where an older answer says the same, or contains it: text is taken for identity',
    origin: ['hermes-webui recovery R2 (L2)', 'hermes-webui #2439'],
    caughtBy: ['chat-server/equal-texts'],
  },
  {
    rules: () => ({
      lookAt(content, session) {
        const looked = lookAt(content)
        const own = content.records[0]?.record as { readonly payload?: { readonly turn?: string } } | undefined
        const { content: text } = looked.output
        const older = session.messages.filter(({ role, turn }) => role === 'assistant' && turn !== own?.payload?.turn)
        const known = text !== '' && older.some((message) => message.content === text || (text.length >= 24 && String(message.content).includes(text)))
        return known ? NOTHING_LOOKED_AT : looked
      },
    }),
  },
)

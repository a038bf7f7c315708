import { lookAt } from '../../../reference-impl/chat-server/look.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const recoveredTextIsTrimmed: Defect<Chat> = chatDefect(
  'recovered-text-is-trimmed',
  {
    mistake: 'recovery takes the text of an answer without the blanks at its ends',
    origin: ['hermes-webui stripped content (recovery D.2)'],
    caughtBy: ['chat-server/still-arriving'],
    withoutFault: {
      breaks: [
        'chat-server/completed-then-killed', 'chat-server/follow-the-dead', 'chat-server/rotten-record', 'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  {
    rules: () => ({
      lookAt(content) {
        const { look, output } = lookAt(content)
        return { look, output: { ...output, content: output.content.trim() } }
      },
    }),
  },
)

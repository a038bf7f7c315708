import { lookAt } from '../../../reference-impl/chat-server/look.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const reasoningNotRestored: Defect<Chat> = chatDefect(
  'reasoning-not-restored',
  {
    mistake: 'recovery takes the text of an answer from the journal, and leaves its reasoning there',
    origin: ['hermes-webui #1353'],
    caughtBy: ['chat-server/killed-while-streaming'],
    withoutFault: {
      breaks: [
        'chat-server/completed-then-killed', 'chat-server/killed-while-streaming',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  {
    rules: () => ({
      lookAt(content) {
        const { look, output } = lookAt(content)
        return { look, output: { ...output, reasoning: '' } }
      },
    }),
  },
)

import { lookAt, NOTHING_LOOKED_AT } from '../../../reference-impl/chat-server/look.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const frozenByTheNextTurn: Defect<Chat> = chatDefect(
  'frozen-by-the-next-turn',
  {
    mistake: 'only the last answer of a chat is looked after: when somebody goes on, an interrupted one stays as it is',
    origin: ['hermes-webui continued after a marker (recovery R6, L7)'],
    caughtBy: ['chat-server/continue-after-marker'],
  },
  {
    rules: () => ({
      lookAt(content, session) {
        const own = content.records[0]?.record as { readonly payload?: { readonly turn?: string } } | undefined
        const last = session.messages.at(-1)?.turn
        return last !== undefined && own?.payload?.turn !== last && session.messages.some(({ turn }) => turn === own?.payload?.turn) ? NOTHING_LOOKED_AT : lookAt(content)
      },
    }),
  },
)

import { lookAt, NOTHING_LOOKED_AT } from '../../../reference-impl/chat-server/look.ts'
import { chatOf } from '../../../reference-impl/chat-server/turn.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const oneMarkerAtATime: Defect<Chat> = chatDefect(
  'one-marker-at-a-time',
  {
    mistake: 'of several answers that are still to come only the last one is looked for',
    origin: ['hermes-webui one marker at a time (recovery D.4)'],
    caughtBy: ['chat-server/continue-after-marker'],
  },
  {
    rules: () =>
      settlingBy({
        lookAt(content, session) {
          const own = (content.records[0]?.record as { readonly payload?: { readonly turn?: string } } | undefined)?.payload?.turn
          const { watched } = chatOf(session)
          return watched.some(({ turn }) => turn === own) && watched.at(-1)!.turn !== own ? NOTHING_LOOKED_AT : lookAt(content)
        },
      }),
  },
)

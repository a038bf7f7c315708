import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const syntheticCursor: Defect<Chat> = chatDefect(
  'synthetic-cursor',
  {
    mistake: 'who follows a dead run is shown an end that is in no journal, under the next number',
    origin: ['hermes-webui synthetic cursors (A.3-7)'],
    caughtBy: ['chat-server/follow-the-dead'],
    withoutFault: { breaks: ['chat-server/follow-the-dead'], why: 'these scenarios end processes themselves, and somebody settles what they left' },
  },
  {
    operations: ({ follow }) => ({
      async follow(request) {
        const followed = await follow(request)
        const { after } = request
        if (after === undefined || followed.over === undefined || followed.shown.length > 0) return followed
        const journaled = await follow({ session: request.session, run: request.run })
        if (journaled.shown.some(({ event }) => event.event === 'done' || event.event === 'apperror' || event.event === 'cancel')) return followed
        const id = { generation: after.generation, sequence: after.sequence + 1 }
        return { ...followed, shown: [{ id, event: { event: 'apperror', payload: { message: 'interrupted', type: 'interrupted' } } }] }
      },
    }),
  },
)

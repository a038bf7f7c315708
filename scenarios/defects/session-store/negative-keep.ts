import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const negativeKeep: Defect<SessionStore> = storeDefect(
  'negative-keep',
  {
    mistake: 'truncate takes a negative number and counts from the end',
    origin: ['hermes-webui #3472'],
    caughtBy: ['session-store/only-intents-shrink'],
    withoutFault: {
      breaks: ['session-store/only-intents-shrink'],
      why: 'whoever asks for a negative number is not refused',
    },
  },
  {
    operations: ({ truncate }, store) => ({
      truncate: async (id, keep, revision) =>
        keep >= 0
          ? truncate(id, keep, revision)
          : viewOf(await store.update(id, (session) => ({ ...session, messages: session.messages.slice(0, keep), context: session.context.slice(0, keep) }), { intent: 'truncate' })),
    }),
  },
)

import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const compressReplacesHistory: Defect<SessionStore> = storeDefect(
  'compress-replaces-history',
  {
    mistake: 'compression replaces what people see, not only what the model is given',
    origin: ['hermes-webui #1217', 'hermes-webui #1248'],
    caughtBy: ['session-store/only-intents-shrink'],
    withoutFault: {
      breaks: ['session-store/only-intents-shrink'],
      why: 'every compression is this mistake',
    },
  },
  {
    operations: (_operations, store) => ({
      compress: async (id, context) => viewOf(await store.update(id, (session) => ({ ...session, messages: context, context }), { intent: 'compress' })),
    }),
  },
)

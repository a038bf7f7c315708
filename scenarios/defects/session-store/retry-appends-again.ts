import { SessionStoreError } from '../../../reference-impl/session-store/errors.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const retryAppendsAgain: Defect<SessionStore> = storeDefect(
  'retry-appends-again',
  { mistake: 'an append that failed is tried again without looking whether it had an effect', origin: ['hermes-webui #2592', 'vnx #988'], caughtBy: ['session-store/removed-stays-removed'] },
  {
    operations: ({ append }) => ({
      async append(id, messages) {
        try {
          return await append(id, messages)
        } catch (error) {
          if (error instanceof SessionStoreError && error.refused) throw error
          return append(id, messages)
        }
      },
    }),
  },
)

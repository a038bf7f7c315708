import { SessionStoreError } from '../../../reference-impl/session-store/errors.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const refusedAfterEffect: Defect<SessionStore> = storeDefect(
  'refused-after-effect',
  { mistake: 'an error behind the moment at which a save counts is told as if nothing had been saved', origin: ['turso #2110', 'rocksdb #11731'], caughtBy: ['session-store/removed-stays-removed'] },
  {
    rules: {
      async publish(place, encoded, base) {
        try {
          await publish(place, encoded, base)
        } catch (error) {
          if (!(error instanceof SessionStoreError)) throw error
          throw new SessionStoreError(error.message, { reason: error.reason, refused: true, cause: error.cause })
        }
      },
    },
  },
)

import { SessionStoreError } from '../../../reference-impl/session-store/errors.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const silentRefusal: Defect<SessionStore> = storeDefect(
  'silent-refusal',
  {
    mistake: 'a save that the store refuses returns as if it had stored something',
    origin: ['hermes-webui #4205'],
    caughtBy: ['session-store/two-holders', 'session-store/only-intents-shrink'],
    withoutFault: {
      breaks: ['session-store/only-intents-shrink', 'session-store/deleted-stays-deleted', 'session-store/two-holders', 'session-store/holders-see-late', 'session-store/random-users', 'session-store/random-users-and-the-disk'],
      why: 'a save that is refused needs no fault, and neither does what is shown of it',
    },
  },
  {
    operations: ({ save }) => ({
      async save(session) {
        try {
          return await save(session)
        } catch (error) {
          if (error instanceof SessionStoreError && (error.reason === 'conflict' || error.reason === 'shrink')) return session
          throw error
        }
      },
    }),
  },
)

import { withFileHandles } from '../../../harness/check/altered-host.ts'
import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const shownBeforeDurable: Defect<SessionStore> = storeDefect(
  'shown-before-durable',
  { mistake: 'an opening shows what it found in the page cache, and the next power cut takes it back', origin: ['turso #4899', 'octos #2006'], caughtBy: ['session-store/saves-survive', 'session-store/removed-stays-removed'] },
  {
    rules: {
      syncSeen: async () => undefined,
      recover: (place, store) => recover({ ...place, host: withFileHandles(place.host, () => ({ sync: async () => undefined })) }, store),
    },
  },
)

import { refused } from '../../../reference-impl/session-store/errors.ts'
import { findWhole } from '../../../reference-impl/session-store/find.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const noFallbackAtLoad: Defect<SessionStore> = storeDefect(
  'no-fallback-at-load',
  { mistake: 'a load gives up where the newest file cannot be read, though a backup is there', origin: ['hermes-webui api/models.py'], caughtBy: ['session-store/damaged-file'] },
  {
    rules: {
      async findWhole(place, id) {
        const found = await findWhole(place, id)
        if (found.damage !== undefined) throw refused('damaged', `session ${JSON.stringify(id)} cannot be read: ${found.damage.why}`)
        return found
      },
    },
  },
)

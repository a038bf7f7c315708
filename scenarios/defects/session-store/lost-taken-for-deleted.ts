import { refused } from '../../../reference-impl/session-store/errors.ts'
import { findWhole } from '../../../reference-impl/session-store/find.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const lostTakenForDeleted: Defect<SessionStore> = storeDefect(
  'lost-taken-for-deleted',
  { mistake: 'a session whose newest file is lost is taken for one that was deleted, so that its backups are left alone', origin: ['hermes-webui #5504'], caughtBy: ['session-store/damaged-file'] },
  {
    rules: {
      async findWhole(place, id) {
        const found = await findWhole(place, id)
        if (found.damage !== undefined) throw refused('deleted', `session ${JSON.stringify(id)} was deleted`)
        return found
      },
    },
  },
)

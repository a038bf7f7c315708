import { findWhole } from '../../../reference-impl/session-store/find.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const damageNotTold: Defect<SessionStore> = storeDefect(
  'damage-not-told',
  { mistake: 'an older generation is served as if it were the newest', origin: ['hermes-webui api/session_recovery.py'], caughtBy: ['session-store/damaged-file'] },
  {
    rules: {
      async findWhole(place, id) {
        const { head, body, fence } = await findWhole(place, id)
        return { head, body, fence }
      },
    },
  },
)

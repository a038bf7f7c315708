import { INDEX } from '../../../reference-impl/session-store/names.ts'
import { inside } from '../../../reference-impl/session-store/place.ts'
import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const indexDisablesRecovery: Defect<SessionStore> = storeDefect(
  'index-disables-recovery',
  { mistake: 'recovery takes the index for one object, which it is not, and gives up without a word', origin: ['hermes-webui v0.50.285'], caughtBy: ['session-store/removed-stays-removed'] },
  {
    rules: {
      async recover(place, store) {
        try {
          const index = await place.host.fs.readFile(inside(place, INDEX), 'utf8').catch(() => '{}')
          JSON.parse(index)
          return await recover(place, store)
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error
          return { sessions: 0, deleted: 0, indexed: 0, finished: [], damaged: [], temporaries: 0 }
        }
      },
    },
  },
)

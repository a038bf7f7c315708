import { findWhole } from '../../../reference-impl/session-store/find.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const rebuiltWithoutHead: Defect<SessionStore> = storeDefect(
  'rebuilt-without-head',
  { mistake: 'what is rebuilt from a backup has the messages and none of the rest', origin: ['hermes-webui #2053'], caughtBy: ['session-store/damaged-file'] },
  {
    rules: {
      async findWhole(place, id) {
        const found = await findWhole(place, id)
        return found.damage === undefined ? found : { ...found, head: { ...found.head, title: '', fields: {} } }
      },
    },
  },
)

import { contentOf, encode, UNREAD } from '../../../reference-impl/session-store/document.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const repairForgetsWhatItPassed: Defect<SessionStore> = storeDefect(
  'repair-forgets-what-it-passed',
  {
    mistake: 'a repair does not record what it passed over, so that the opening that ends it takes that for something that nobody needs',
    origin: ['hermes-webui api/session_recovery.py'],
    caughtBy: ['session-store/mended-damage'],
  },
  {
    rules: {
      publish: (place, { head, body }, base) => publish(place, encode({ ...head, lineage: head.lineage.filter((maker) => maker !== UNREAD) }, contentOf(body)), base),
    },
  },
)

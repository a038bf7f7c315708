import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const staleCopySaved: Defect<SessionStore> = storeDefect(
  'stale-copy-saved',
  { mistake: 'maintenance takes the lock and saves the copy that it read before, over whatever was saved since', origin: ['hermes-webui #5056', 'hermes-webui #1557'], caughtBy: ['session-store/maintenance-keeps-messages'] },
  {
    operations: (_operations, store) => ({
      async mark(id, name, value) {
        const { messages, context, fields } = await store.load(id)
        return viewOf(await store.update(id, (session) => ({ ...session, messages, context, fields: { ...fields, [name]: value } }), { maintenance: true, intent: 'replace' }))
      },
    }),
  },
)

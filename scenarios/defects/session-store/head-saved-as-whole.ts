import type { SessionStore } from '../../session-store/contract.ts'
import { sessionOf, viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const headSavedAsWhole: Defect<SessionStore> = storeDefect(
  'head-saved-as-whole',
  {
    mistake: 'maintenance reads only the head and saves it as if it were the session, without its messages',
    origin: ['hermes-webui #1558', 'hermes-webui #1559'],
    caughtBy: ['session-store/maintenance-keeps-messages', 'session-store/only-intents-shrink'],
    withoutFault: {
      breaks: ['session-store/only-intents-shrink', 'session-store/maintenance-keeps-messages', 'session-store/random-users-rotten-bits'],
      why: 'every mark is this mistake, and a shorter session is saved for it',
    },
  },
  {
    rules: { shrinks: () => undefined },
    operations: (_operations, store) => ({
      async mark(id, name, value) {
        const { title, revision, updated_at, fields } = await store.head(id)
        const whole = sessionOf({ id, title, revision, updatedAt: updated_at, messages: [], context: [], marks: { ...fields, [name]: value }, damaged: false })
        return viewOf(await store.save(whole, { maintenance: true }))
      },
    }),
  },
)

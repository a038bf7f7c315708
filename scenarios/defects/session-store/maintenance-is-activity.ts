import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const maintenanceIsActivity: Defect<SessionStore> = storeDefect(
  'maintenance-is-activity',
  {
    mistake: 'cleanup sets the time of the last activity, so that old chats jump to the top of the list',
    origin: ['hermes-webui #2345', 'hermes-webui #2349'],
    caughtBy: ['session-store/maintenance-keeps-messages', 'session-store/damaged-file'],
    withoutFault: {
      breaks: ['session-store/maintenance-keeps-messages', 'session-store/damaged-file', 'session-store/random-users', 'session-store/random-users-rotten-bits'],
      why: 'every mark is this mistake',
    },
  },
  {
    operations: (_operations, store) => ({
      mark: async (id, name, value) => viewOf(await store.update(id, (session) => ({ ...session, fields: { ...session.fields, [name]: value } }))),
    }),
  },
)

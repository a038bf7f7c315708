import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const readsFromMemory: Defect<SessionStore> = storeDefect(
  'reads-from-memory',
  {
    mistake: 'a session in the cache is served without asking whether another process saved it since',
    origin: ['hermes-webui #7036', 'hermes-webui #6569'],
    caughtBy: ['session-store/two-holders'],
    withoutFault: {
      breaks: ['session-store/two-holders'],
      why: 'of two processes one reads what the other has changed',
    },
  },
  { rules: { isNewest: async () => true } },
)

import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const readsFromMemory: Defect<SessionStore> = storeDefect(
  'reads-from-memory',
  { mistake: 'a session in the cache is served without asking whether another process saved it since', origin: ['hermes-webui #7036', 'hermes-webui #6569'], caughtBy: ['session-store/two-holders'] },
  { rules: { isNewest: async () => true } },
)

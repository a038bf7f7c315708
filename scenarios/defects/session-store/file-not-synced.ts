import { withFileHandles } from '../../../harness/check/altered-host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const fileNotSynced: Defect<SessionStore> = storeDefect(
  'file-not-synced',
  { mistake: 'a file gets its name before its bytes are on the medium', origin: ['hermes-webui #6422', 'opensoul #33', 'daintree #6053'], caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'] },
  { host: (host) => withFileHandles(host, (_handle, path) => (String(path).endsWith('.tmp') ? { sync: async () => undefined } : {})) },
)

import { withFileHandles } from '../../../harness/check/altered-host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const fsyncErrorIgnored: Defect<SessionStore> = storeDefect(
  'fsync-error-ignored',
  { mistake: 'the error of an fsync is logged and forgotten', origin: ['turso #2091', 'rocksdb #13366'], caughtBy: ['session-store/failed-saves'] },
  { host: (host) => withFileHandles(host, (handle) => ({ sync: () => handle.sync().catch(() => undefined) })) },
)

import { withFileHandles } from '../../../harness/check/altered-host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import { DIRECTORY } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const directoryNotSynced: Defect<SessionStore> = storeDefect(
  'directory-not-synced',
  { mistake: 'the directory is not synced after a file got its name', origin: ['hermes-webui #6422', 'daintree #6053', 'doltlite #509', 'bupstash #355', 'proxxx #268'], caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'] },
  { host: (host) => withFileHandles(host, (_handle, path) => (String(path) === DIRECTORY ? { sync: async () => undefined } : {})) },
)

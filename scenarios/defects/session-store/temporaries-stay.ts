import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const temporariesStay: Defect<SessionStore> = storeDefect(
  'temporaries-stay',
  { mistake: 'nobody removes the temporary files of saves', origin: ['hermes-webui api/models.py'], caughtBy: ['session-store/removed-stays-removed', 'session-store/files-stay-few'] },
  { host: (host) => withFileSystem(host, (fs) => ({ unlink: async (path) => (String(path).endsWith('.tmp') ? undefined : fs.unlink(path)) })) },
)

import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { FileSystem, Host } from '../../../harness/host/host.ts'
import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

/** A listing that leaves them out. */
function withoutTemporaries(host: Host): Host {
  return withFileSystem(host, (fs) => ({ readdir: (async (path) => (await fs.readdir(path)).filter((name) => !name.endsWith('.tmp'))) as FileSystem['readdir'] }))
}

export const temporariesStay: Defect<SessionStore> = storeDefect(
  'temporaries-stay',
  { mistake: 'nobody removes the temporary files of saves that were killed', origin: ['hermes-webui api/models.py'], caughtBy: ['session-store/removed-stays-removed', 'session-store/files-stay-few'] },
  { rules: { recover: (place, store) => recover({ ...place, host: withoutTemporaries(place.host) }, store) } },
)

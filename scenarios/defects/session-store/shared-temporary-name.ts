import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { PathLike } from '../../../harness/host/host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import { DIRECTORY } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

const shared = (path: PathLike): PathLike => (String(path).endsWith('.tmp') ? `${DIRECTORY}/session.tmp` : path)

export const sharedTemporaryName: Defect<SessionStore> = storeDefect(
  'shared-temporary-name',
  {
    mistake: 'all saves write to a temporary file of one name',
    origin: ['hermes-webui api/session_recovery.py'],
    caughtBy: ['session-store/removed-stays-removed', 'session-store/deleted-stays-deleted'],
    withoutFault: {
      breaks: ['session-store/deleted-stays-deleted', 'session-store/half-removed', 'session-store/random-users', 'session-store/random-users-two-processes'],
      why: 'two who save at a time write into one file',
    },
  },
  {
    host: (host) =>
      withFileSystem(host, (fs) => ({
        open: (path, flags, mode) => fs.open(shared(path), path === shared(path) ? flags : 'w', mode),
        link: (existing, path) => fs.link(shared(existing), path),
        unlink: (path) => fs.unlink(shared(path)),
      })),
  },
)

import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const tornBackup: Defect<SessionStore> = storeDefect(
  'torn-backup',
  { mistake: 'a backup is written in place, so that a crash leaves half of it', origin: ['hermes-webui commit da3932a7e'], caughtBy: ['session-store/backup-is-whole'] },
  {
    host: (host) =>
      withFileSystem(host, (fs) => ({
        async link(existing, path) {
          if (!String(path).endsWith('.backup.json')) return fs.link(existing, path)
          await fs.writeFile(path, await fs.readFile(existing), { flag: 'wx' })
        },
      })),
  },
)

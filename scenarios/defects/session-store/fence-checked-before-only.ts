import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { Host } from '../../../harness/host/host.ts'
import { codeOf } from '../../../reference-impl/files/error-code.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

/** Whatever becomes of the base, nobody learns of it. */
function withoutProof(host: Host): Host {
  return withFileSystem(host, (fs) => ({
    async link(existing, path) {
      try {
        await fs.link(existing, path)
      } catch (error) {
        if (!String(path).endsWith('.backup.json') || codeOf(error) !== 'ENOENT') throw error
      }
    },
  }))
}

export const fenceCheckedBeforeOnly: Defect<SessionStore> = storeDefect(
  'fence-checked-before-only',
  {
    mistake: 'the fence compares first and publishes then, and does not ask again: whoever is paused in between publishes a revision that came and went',
    origin: ['llxprt-code #3289', 'npm/lockfile #4', 'hermes-webui #6422'],
    caughtBy: ['session-store/holders-see-late'],
  },
  { rules: { publish: (place, encoded, base) => publish({ ...place, host: withoutProof(place.host) }, encoded, base === undefined ? undefined : { ...base, head: undefined }) } },
)

import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { Host } from '../../../harness/host/host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

/** What cannot be read gets no second name. */
export function keepingNothing(host: Host): Host {
  return withFileSystem(host, (fs) => ({ link: async (from, to) => (String(to).endsWith('.damaged.json') ? undefined : fs.link(from, to)) }))
}

export const damagedNotKept: Defect<SessionStore> = storeDefect(
  'damaged-not-kept',
  { mistake: 'a repair puts an older state in place of what it could not read, and keeps no copy of that', origin: ['hermes-webui api/session_recovery.py'], caughtBy: ['session-store/mended-damage'] },
  { host: keepingNothing },
)

import { withFileSystem } from '../../../harness/check/altered-host.ts'
import { parsedName } from '../../../reference-impl/session-store/names.ts'
import { findHead } from '../../../reference-impl/session-store/find.ts'
import { filesOf } from '../../../reference-impl/session-store/place.ts'
import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const deleteNotEnded: Defect<SessionStore> = storeDefect(
  'delete-not-ended',
  { mistake: 'an opening takes a session that has a tombstone for one that is gone, and leaves the text that a killed delete had not come to remove', origin: ['hermes-webui #3802', 'hermes-webui #5504'], caughtBy: ['session-store/half-removed'] },
  {
    rules: {
      async recover(place, store) {
        const deleted = new Set<string>()
        for (const id of (await filesOf(place)).sessions.keys()) {
          const head = await findHead(place, id).then((found) => found.head, () => undefined)
          if (head?.deleted === true) deleted.add(id)
        }
        const host = withFileSystem(place.host, (fs) => ({
          unlink: async (path) => (deleted.has(parsedName(String(path).replace(/.*\//, ''))?.id ?? '') ? undefined : fs.unlink(path)),
        }))
        return recover({ ...place, host }, store)
      },
    },
  },
)

import { withFileHandles } from '../../../harness/check/altered-host.ts'
import { syncDirectory } from '../../../reference-impl/files/directory.ts'
import { filePath } from '../../../reference-impl/session-store/names.ts'
import { unlinkIfThere } from '../../../reference-impl/session-store/place.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const removedTooEarly: Defect<SessionStore> = storeDefect(
  'removed-too-early',
  { mistake: 'the old generation is removed before the name of the new one is on the medium', origin: ['doltlite #509'], caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'] },
  {
    rules: {
      async publish(place, encoded, base) {
        const { host, directory } = place
        await publish({ ...place, host: withFileHandles(host, (_handle, path) => (String(path) === directory ? { sync: async () => undefined } : {})) }, encoded, base)
        const { id, backups } = encoded.head
        if (base !== undefined) {
          await unlinkIfThere(place, filePath(directory, id, base.revision, 'generation'))
          for (const revision of [base.revision, ...backups]) await unlinkIfThere(place, filePath(directory, id, revision, 'backup'))
        }
        await syncDirectory(host, directory)
      },
    },
  },
)

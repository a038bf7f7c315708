import { filePath } from '../../../reference-impl/session-store/names.ts'
import { unlinkIfThere } from '../../../reference-impl/session-store/place.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const repairUsesUpBackups: Defect<SessionStore> = storeDefect(
  'repair-uses-up-backups',
  { mistake: 'a repair removes the backup that it goes back to before what follows it is there, so that each attempt that is killed goes one back further', origin: ['hermes-webui api/session_recovery.py'], caughtBy: ['session-store/mended-damage'] },
  {
    rules: {
      async publish(place, encoded, base) {
        const [served] = encoded.head.backups
        if (base?.becomes === 'damaged' && served !== undefined) await unlinkIfThere(place, filePath(place.directory, encoded.head.id, served, 'backup'))
        await publish(place, encoded, base)
      },
    },
  },
)

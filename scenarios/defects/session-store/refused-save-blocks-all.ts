import { withFileSystem } from '../../../harness/check/altered-host.ts'
import { makerOf, type StoredHead } from '../../../reference-impl/session-store/document.ts'
import { filePath } from '../../../reference-impl/session-store/names.ts'
import { filesOf, isDamaged, readHead, type Place } from '../../../reference-impl/session-store/place.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import { recover } from '../../../reference-impl/session-store/recovery.ts'
import { conflict } from '../../../reference-impl/session-store/settle.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

/** Whether the number before this generation has a file that another save made. */
async function isBehindAnother(place: Place, head: StoredHead): Promise<boolean> {
  const base = await readHead(place, head.id, head.revision - 1, 'generation')
  return base !== 'absent' && !isDamaged(base) && base.lineage[0] !== makerOf(head, head.revision - 1)
}

export const refusedSaveBlocksAll: Defect<SessionStore> = storeDefect(
  'refused-save-blocks-all',
  {
    mistake: 'what a save leaves that was killed before it was refused is taken for a reason to refuse everybody, for ever',
    origin: ['llxprt-code #3289'],
    caughtBy: ['session-store/half-removed'],
  },
  {
    rules: {
      async publish(place, encoded, base) {
        if (base?.head !== undefined && !base.settled && (await isBehindAnother(place, base.head))) throw conflict(base.head.id, base.revision)
        return publish(place, encoded, base)
      },
      async recover(place, store) {
        const left = new Set<string>()
        for (const [id, { generation: [highest] }] of (await filesOf(place)).sessions) {
          const head = highest === undefined ? 'absent' : await readHead(place, id, highest, 'generation')
          if (head !== 'absent' && !isDamaged(head) && (await isBehindAnother(place, head))) left.add(filePath(place.directory, id, head.revision - 1, 'generation'))
        }
        return recover({ ...place, host: withFileSystem(place.host, (fs) => ({ unlink: async (path) => (left.has(String(path)) ? undefined : fs.unlink(path)) })) }, store)
      },
    },
  },
)

import { syncDirectory } from '../../../reference-impl/files/directory.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import { DIRECTORY } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { unlinkAll } from './delete-only-unlinks.ts'
import { storeDefect } from './store-defect.ts'

export const deleteBesideTheLock: Defect<SessionStore> = storeDefect(
  'delete-beside-the-lock',
  {
    mistake: 'delete shares no lock and no fence with save: a save that is under way brings the session back',
    origin: ['Irrlicht #1993', 'pi-context-vault #27', 'hermes-webui #5504'],
    caughtBy: ['session-store/deleted-stays-deleted'],
    withoutFault: {
      breaks: ['session-store/deleted-stays-deleted', 'session-store/random-users-two-processes'],
      why: 'a late save, or a new session of that id, meets no tombstone',
    },
  },
  {
    operations: ({ load }, _store, host) => ({
      async delete(id) {
        await load(id)
        await unlinkAll(host, id)
        await syncDirectory(host, DIRECTORY)
        return null
      },
    }),
  },
)

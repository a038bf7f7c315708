import type { Host } from '../../../harness/host/host.ts'
import { parsedName } from '../../../reference-impl/session-store/names.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import { DIRECTORY } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

/** Removes all files of a session, and nothing else. */
export async function unlinkAll({ fs }: Host, id: string): Promise<void> {
  for (const name of (await fs.readdir(DIRECTORY)).sort()) if (parsedName(name)?.id === id) await fs.rm(`${DIRECTORY}/${name}`, { force: true })
}

export const deleteOnlyUnlinks: Defect<SessionStore> = storeDefect(
  'delete-only-unlinks',
  {
    mistake: 'delete removes the files and leaves no tombstone, and the next power cut brings them back',
    origin: ['hermes-webui #5504'],
    caughtBy: ['session-store/deleted-stays-deleted'],
    withoutFault: {
      breaks: ['session-store/deleted-stays-deleted', 'session-store/random-users-two-processes'],
      why: 'a late save, or a new session of that id, meets no tombstone',
    },
  },
  {
    operations: ({ load }, store, host) => ({
      async delete(id) {
        await store.withLock(id, async () => {
          await load(id)
          await unlinkAll(host, id)
        })
        return null
      },
    }),
  },
)

import { withFileSystem } from '../../../harness/check/altered-host.ts'
import { parsedName } from '../../../reference-impl/session-store/names.ts'
import { writeAll } from '../../../reference-impl/session-store/write-all.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const writtenInPlace: Defect<SessionStore> = storeDefect(
  'written-in-place',
  { mistake: 'a generation is written under its final name, so that a crash leaves half of it', origin: ['hermes-webui #5829', 'hermes-webui #5797'], caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'] },
  {
    host: (host) =>
      withFileSystem(host, (fs) => ({
        async link(existing, path) {
          if (parsedName(String(path).replace(/.*\//, ''))?.kind !== 'generation') return fs.link(existing, path)
          const bytes = await fs.readFile(existing)
          const handle = await fs.open(path, 'wx', 0o600)
          try {
            await writeAll(handle, bytes)
            await handle.sync()
          } finally {
            await handle.close()
          }
        },
      })),
  },
)

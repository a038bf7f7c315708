import { withFileHandles } from '../../../harness/check/altered-host.ts'
import { publish } from '../../../reference-impl/session-store/publish.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const tombstoneBehindTheText: Defect<SessionStore> = storeDefect(
  'tombstone-behind-the-text',
  { mistake: 'the text of a deleted session goes before its tombstone is on the medium', origin: ['hermes-webui #5504'], caughtBy: ['session-store/deleted-stays-deleted'] },
  {
    rules: {
      publish: (place, encoded, base) =>
        publish(encoded.head.deleted === true ? { ...place, host: withFileHandles(place.host, (_handle, path) => (String(path) === place.directory ? { sync: async () => undefined } : {})) } : place, encoded, base),
    },
  },
)

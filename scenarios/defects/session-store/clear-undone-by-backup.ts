import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { restoresWhere } from './restores-by-count.ts'
import { storeDefect } from './store-defect.ts'

export const clearUndoneByBackup: Defect<SessionStore> = storeDefect(
  'clear-undone-by-backup',
  {
    mistake: 'an opening takes a session that was cleared for one that was lost, and restores its backup',
    origin: ['hermes-webui #5532', 'hermes-webui #5570'],
    caughtBy: ['session-store/removed-stays-removed', 'session-store/two-holders'],
    withoutFault: {
      breaks: ['session-store/removed-stays-removed', 'session-store/half-removed', 'session-store/random-users-and-the-disk'],
      why: 'every opening restores, and it leaves the backups of an intent for that',
    },
  },
  { rules: restoresWhere((backup, live) => live.messages.length === 0 && backup.messages.length > 0) },
)

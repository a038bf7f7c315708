import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { restoresWhere } from './restores-by-count.ts'
import { storeDefect } from './store-defect.ts'

export const restoreDiscardsNewer: Defect<SessionStore> = storeDefect(
  'restore-discards-newer',
  {
    mistake: 'an opening restores a backup that has more messages than the session, which was made shorter on purpose and has newer ones',
    origin: ['hermes-webui #4772', 'hermes-webui #6911', 'hermes-webui #6954', 'hermes-webui #6997', 'hermes-webui api/session_recovery.py'],
    caughtBy: ['session-store/removed-stays-removed'],
    withoutFault: {
      breaks: ['session-store/removed-stays-removed', 'session-store/half-removed', 'session-store/random-users-and-the-disk'],
      why: 'every opening restores, and it leaves the backups of an intent for that',
    },
  },
  { rules: restoresWhere((backup, live) => live.messages.length > 0 && backup.messages.length > live.messages.length) },
)

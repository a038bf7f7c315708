import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { restoresWhere } from './restores-by-count.ts'
import { storeDefect } from './store-defect.ts'

export const compressUndoneByBackup: Defect<SessionStore> = storeDefect(
  'compress-undone-by-backup',
  {
    mistake: 'an opening restores a backup whose context is longer than that of a session that was compressed',
    origin: ['hermes-webui #4986'],
    caughtBy: ['session-store/only-intents-shrink', 'session-store/removed-stays-removed'],
    withoutFault: {
      breaks: ['session-store/only-intents-shrink', 'session-store/removed-stays-removed', 'session-store/half-removed', 'session-store/random-users-and-the-disk'],
      why: 'every opening restores, and it leaves the backups of an intent for that',
    },
  },
  { rules: restoresWhere((backup, live) => backup.messages.length === live.messages.length && backup.context.length > live.context.length) },
)

import { backupsKept } from '../../../reference-impl/session-store/retention.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const backupsWithoutLimit: Defect<SessionStore> = storeDefect(
  'backups-without-limit',
  {
    mistake: 'every save leaves one more backup',
    origin: ['hermes-agent #32593', 'hermes-webui #3875'],
    caughtBy: ['session-store/files-stay-few'],
    withoutFault: {
      breaks: ['session-store/files-stay-few'],
      why: 'whoever saves often enough passes every limit',
    },
  },
  { rules: { backupsKept: (base, next) => backupsKept(base, next, Number.MAX_SAFE_INTEGER) } },
)

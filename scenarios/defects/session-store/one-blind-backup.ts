import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const oneBlindBackup: Defect<SessionStore> = storeDefect(
  'one-blind-backup',
  { mistake: 'there is one backup, that of the last save, whatever that changed', origin: ['hermes-webui api/models.py'], caughtBy: ['session-store/damaged-file'] },
  { rules: { backupsKept: (base, { floor }) => (base.revision >= floor ? [base.revision] : []) } },
)

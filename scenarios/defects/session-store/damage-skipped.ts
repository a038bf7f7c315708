import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const damageSkipped: Defect<SessionStore> = storeDefect(
  'damage-skipped',
  { mistake: 'an opening skips what it cannot read, and its report is as if that had never been', origin: ['hermes-webui api/session_recovery.py', 'opencompany #389'], caughtBy: ['session-store/damage-is-reported'] },
  { rules: { recover: async (place, store) => ({ ...(await recover(place, store)), damaged: [] }) } },
)

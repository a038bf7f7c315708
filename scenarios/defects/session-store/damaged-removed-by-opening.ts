import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { keepingNothing } from './damaged-not-kept.ts'
import { storeDefect } from './store-defect.ts'

export const damagedRemovedByOpening: Defect<SessionStore> = storeDefect(
  'damaged-removed-by-opening',
  { mistake: 'an opening that ends a repair which was killed takes what could not be read for a leftover', origin: ['hermes-webui api/session_recovery.py'], caughtBy: ['session-store/mended-damage'] },
  { rules: { recover: (place, store) => recover({ ...place, host: keepingNothing(place.host) }, store) } },
)

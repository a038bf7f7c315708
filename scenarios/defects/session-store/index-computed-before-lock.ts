import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const indexComputedBeforeLock: Defect<SessionStore> = storeDefect(
  'index-computed-before-lock',
  {
    mistake: 'regenerate cuts at an index that was computed before the lock, and with it what was sent in the meantime',
    origin: ['hermes-webui #6677', 'hermes-webui #7148'],
    caughtBy: ['session-store/two-holders', 'session-store/random-users'],
    withoutFault: {
      breaks: ['session-store/random-users'],
      why: 'people act on what their tab shows, which others have changed',
    },
  },
  { operations: ({ truncate }) => ({ truncate: (id, keep) => truncate(id, keep, null) }) },
)

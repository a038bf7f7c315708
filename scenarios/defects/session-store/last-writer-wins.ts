import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const lastWriterWins: Defect<SessionStore> = storeDefect(
  'last-writer-wins',
  {
    mistake: 'a save does not ask whether somebody saved since its copy was loaded',
    origin: ['hermes-webui #7036', 'hermes-webui #6422', 'hermes-webui #6600', 'hermes-webui #6806', 'hermes-webui #2136'],
    caughtBy: ['session-store/two-holders'],
    withoutFault: {
      breaks: ['session-store/random-users-and-the-disk'],
      why: 'people save what their tab shows, which others have changed',
    },
  },
  { rules: { conflicts: () => false } },
)

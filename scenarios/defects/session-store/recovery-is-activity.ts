import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const recoveryIsActivity: Defect<SessionStore> = storeDefect(
  'recovery-is-activity',
  { mistake: 'an opening saves every session of which it ended a save that was killed, and sets the time of its last activity', origin: ['hermes-webui api/session_recovery.py', 'hermes-webui #2345'], caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'] },
  {
    rules: {
      async recover(place, store) {
        const report = await recover(place, store)
        for (const { id } of report.finished) {
          const session = await store.whole(id).catch(() => undefined)
          if (session !== undefined && session.damage === undefined) await store.put(session, {})
        }
        return report
      },
    },
  },
)

import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const oneBrokenStopsAll: Defect<SessionStore> = storeDefect(
  'one-broken-stops-all',
  { mistake: 'an opening ends at the first session that it cannot read', origin: ['hermes-webui api/session_recovery.py', 'opencompany #389'], caughtBy: ['session-store/damaged-file', 'session-store/removed-stays-removed'] },
  {
    rules: {
      async recover(place, store) {
        const report = await recover(place, store)
        const [broken] = report.damaged
        if (broken !== undefined) throw new SyntaxError(`session ${broken.id}: ${broken.why}`)
        return report
      },
    },
  },
)

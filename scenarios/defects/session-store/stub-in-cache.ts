import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const stubInCache: Defect<SessionStore> = storeDefect(
  'stub-in-cache',
  {
    mistake: 'a list leaves heads in the cache of sessions, where the next load finds them',
    origin: ['hermes-webui #2223', 'hermes-webui #2249'],
    caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'],
    withoutFault: {
      breaks: ['session-store/saves-survive', 'session-store/failed-saves', 'session-store/only-intents-shrink', 'session-store/maintenance-keeps-messages', 'session-store/removed-stays-removed', 'session-store/two-holders', 'session-store/holders-see-late', 'session-store/damaged-file', 'session-store/backup-is-whole', 'session-store/random-users'],
      why: 'whoever loads a session behind a list finds the stub',
    },
  },
  {
    operations: ({ list, load }) => {
      const whole = new Set<string>()
      const stubs = new Set<string>()
      return {
        async list() {
          const heads = await list()
          for (const { id } of heads) if (!whole.has(id)) stubs.add(id)
          return heads
        },
        async load(id) {
          const session = await load(id)
          whole.add(id)
          return stubs.delete(id) ? { ...session, messages: [], context: [] } : session
        },
      }
    },
  },
)

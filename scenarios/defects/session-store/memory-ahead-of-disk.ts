import type { SessionStore, SessionView } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const memoryAheadOfDisk: Defect<SessionStore> = storeDefect(
  'memory-ahead-of-disk',
  { mistake: 'the session in memory is changed before it is saved, and stays changed when the save fails', origin: ['hermes-webui api/models.py'], caughtBy: ['session-store/deleted-stays-deleted', 'session-store/two-holders'] },
  {
    operations: ({ append, load }) => {
      const ahead = new Map<string, SessionView>()
      return {
        async append(id, messages) {
          const before = await load(id)
          try {
            const stored = await append(id, messages)
            ahead.delete(id)
            return stored
          } catch (error) {
            ahead.set(id, { ...before, messages: [...before.messages, ...messages], context: [...before.context, ...messages] })
            throw error
          }
        },
        load: async (id) => ahead.get(id) ?? load(id),
      }
    },
  },
)

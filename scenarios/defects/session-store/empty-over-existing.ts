import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const emptyOverExisting: Defect<SessionStore> = storeDefect(
  'empty-over-existing',
  {
    mistake: 'a new and empty session of a known id is saved over the one that is there',
    origin: ['hermes-webui #4205'],
    caughtBy: ['session-store/only-intents-shrink'],
    withoutFault: {
      breaks: ['session-store/only-intents-shrink', 'session-store/random-users-and-the-disk'],
      why: 'whoever makes a session of a known id, or saves a shorter one, is not refused',
    },
  },
  {
    rules: { shrinks: () => undefined },
    operations: ({ create }, store) => ({
      async create(id, title) {
        try {
          return await create(id, title)
        } catch (error) {
          const there = await store.load(id).catch(() => undefined)
          if (there === undefined) throw error
          return viewOf(await store.save({ ...there, title, messages: [], context: [] }))
        }
      },
    }),
  },
)

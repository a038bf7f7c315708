import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf, withMessages } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const unlockedAppend: Defect<SessionStore> = storeDefect(
  'unlocked-append',
  {
    mistake: 'the lock is looked up by another name, so that two appends read the same session and the second one saves over the first',
    origin: ['hermes-webui #910'],
    caughtBy: ['session-store/two-holders'],
    withoutFault: {
      breaks: ['session-store/random-users-and-the-disk'],
      why: 'people save what their tab shows, which others have changed',
    },
  },
  {
    rules: { conflicts: () => false },
    operations: (_operations, store) => ({ append: async (id, messages) => viewOf(await store.save(withMessages(await store.load(id), messages))) }),
  },
)

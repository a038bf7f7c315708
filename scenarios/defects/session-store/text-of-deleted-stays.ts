import type { SessionStore } from '../../session-store/contract.ts'
import { DIRECTORY } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const textOfDeletedStays: Defect<SessionStore> = storeDefect(
  'text-of-deleted-stays',
  {
    mistake: 'what a chat said is also in a journal, which nobody removes with the chat',
    origin: ['hermes-webui #3802'],
    caughtBy: ['session-store/removed-stays-removed'],
    withoutFault: {
      breaks: ['session-store/removed-stays-removed', 'session-store/half-removed', 'session-store/random-users-and-the-disk'],
      why: 'every message is in the journal, too',
    },
  },
  {
    operations: ({ append }, _store, { fs }) => ({
      async append(id, messages) {
        await fs.appendFile(`${DIRECTORY}/${id}.journal`, `${JSON.stringify(messages)}\n`)
        return append(id, messages)
      },
    }),
  },
)

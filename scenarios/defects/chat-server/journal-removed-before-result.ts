import { storeResult } from '../../../reference-impl/chat-server/end.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const journalRemovedBeforeResult: Defect<Chat> = chatDefect(
  'journal-removed-before-result',
  {
    mistake: 'however a run ends, its journal is removed first and its result stored then',
    origin: ['hermes-webui #1353'],
    caughtBy: ['chat-server/streamed-survives'],
  },
  {
    rules: () => ({
      async storeResult(parts, run, end) {
        await parts.journals.remove(run.session, run.turn.run)
        return storeResult(parts, run, end)
      },
    }),
  },
)

import { newRun } from '../../../reference-impl/chat-server/run.ts'
import { accept, begin } from '../../../reference-impl/chat-server/start.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const registeredAfterStored: Defect<Chat> = chatDefect(
  'registered-after-stored',
  {
    mistake: 'a run is registered only after its turn was stored: in between everybody may take it for a dead one',
    origin: ['hermes-webui #5056', 'hermes-webui registration window (C.5)'],
    caughtBy: ['chat-server/slow-start'],
  },
  {
    rules: () => ({
      async begin(parts, turn, session) {
        await accept(parts, newRun(session.id, turn, Promise.resolve()))
        await begin({ ...parts, rules: { ...parts.rules, accept: () => Promise.resolve() } }, turn, session)
      },
    }),
  },
)

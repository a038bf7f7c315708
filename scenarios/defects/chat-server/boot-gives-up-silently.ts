import { chatOf } from '../../../reference-impl/chat-server/turn.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const bootGivesUpSilently: Defect<Chat> = chatDefect(
  'boot-gives-up-silently',
  {
    mistake: 'at the start one session that is not as expected ends the recovery of all others, and nobody is told',
    origin: ['hermes-webui v0.50.285'],
    caughtBy: ['chat-server/boot-settles-all'],
  },
  {
    rules: () => ({
      async boot(parts) {
        const settled: string[] = []
        try {
          for (const head of await parts.sessions.list()) {
            const chat = chatOf(head)
            // It expects every session to have a turn.
            if ((await parts.rules.livenessOf(chat.turn!, parts)) !== 'gone') continue
            await parts.underLock(head.id, () => parts.rules.settle(parts, { id: head.id, chat }))
            settled.push(head.id)
          }
        } catch {
          // Recovery must never keep the server from starting.
        }
        return { store: parts.sessions.report, settled, troubles: [] }
      },
    }),
  },
)

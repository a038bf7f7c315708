import { journalsIn } from '../../../reference-impl/chat-server/journals.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const timerNeverFires: Defect<Chat> = chatDefect(
  'timer-never-fires',
  {
    mistake: 'the journal is synced after so many records; that it is also synced after so long, nobody sees to',
    origin: ['hermes-webui #1353', 'hermes-webui #1585'],
    caughtBy: ['chat-server/silence-after-tokens'],
  },
  {
    rules: () => ({
      journalsIn: (host, directory, { everyRecords = 100, terminal = true }) => journalsIn(host, directory, { everyRecords, terminal }),
    }),
  },
)

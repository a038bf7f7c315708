import { boot } from '../../../reference-impl/chat-server/boot.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const bootTakesAllForDead: Defect<Chat> = chatDefect(
  'boot-takes-all-for-dead',
  {
    mistake: 'a server that starts settles every turn, also those that another one is answering',
    origin: ['hermes-webui #5056', 'hermes-webui #1624'],
    caughtBy: ['chat-server/stepped-clock-beside'],
    withoutFault: { breaks: ['chat-server/stepped-clock-beside'], why: 'a server starts beside one that answers' },
  },
  { rules: () => ({ boot: (parts) => boot({ ...parts, alone: true }) }) },
)

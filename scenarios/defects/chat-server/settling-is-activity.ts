import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const settlingIsActivity: Defect<Chat> = chatDefect(
  'settling-is-activity',
  {
    mistake: 'cleanup saves as people do, and a session that was only read jumps to the top of the list',
    origin: ['hermes-webui #2345', 'hermes-webui #2349', 'hermes-webui touched by reading (recovery L23)'],
    caughtBy: ['chat-server/list-order'],
    withoutFault: {
      breaks: [
        'chat-server/crash-while-settling', 'chat-server/list-order',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  { rules: () => ({ saveSettled: ({ sessions }, settled) => sessions.save(settled) }) },
)

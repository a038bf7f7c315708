import { begin } from '../../../reference-impl/chat-server/start.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const acceptedBeforeStored: Defect<Chat> = chatDefect(
  'accepted-before-stored',
  {
    mistake: 'a prompt is acknowledged when its run is registered, and stored after that',
    origin: ['hermes-webui #4205', 'hermes-webui steps of a chat start (F.4)'],
    caughtBy: ['chat-server/accepted-prompt-survives'],
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/age-across-boots', 'chat-server/slow-start', 'chat-server/stepped-clock-beside',
      ],
      why: 'who looks at once, or ends the computer at once, is faster than the save',
    },
  },
  {
    rules: () => ({
      begin(parts, turn, session) {
        void begin(parts, turn, session).catch(() => undefined)
        return Promise.resolve()
      },
    }),
  },
)

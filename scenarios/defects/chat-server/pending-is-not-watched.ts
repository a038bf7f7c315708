import { rewatched } from '../../../reference-impl/chat-server/settle.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const pendingIsNotWatched: Defect<Chat> = chatDefect(
  'pending-is-not-watched',
  {
    mistake: 'an answer of which nothing was visible at the first look is marked, and nobody looks again',
    origin: ['hermes-webui core present and journal late (recovery L17)'],
    caughtBy: ['chat-server/delayed-journal'],
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/age-across-boots', 'chat-server/give-up-age', 'chat-server/head-saved-as-whole',
        'chat-server/invisible-first',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  { rules: () => settlingBy({ rewatched: (chat, looking) => (looking.recovery.state === 'pending' ? { ...chat, watched: chat.watched.filter(({ run }) => run !== looking.run) } : rewatched(chat, looking)) }) },
)

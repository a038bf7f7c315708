import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const promptSentAgainIsAskedAgain: Defect<Chat> = chatDefect(
  'prompt-sent-again-is-asked-again',
  {
    mistake: 'a prompt that a client sends again, because no answer came, is a second turn',
    origin: ['hermes-webui #2042'],
    caughtBy: ['chat-server/sent-again'],
    withoutFault: { breaks: ['chat-server/sent-again'], why: 'people send a prompt again, which needs no fault' },
  },
  { rules: () => ({ hasTurn: () => false }) },
)

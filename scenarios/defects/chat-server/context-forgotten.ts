import { withAnswer, withTurn } from '../../../reference-impl/chat-server/transcript.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const contextForgotten: Defect<Chat> = chatDefect(
  'context-forgotten',
  {
    mistake: 'what is recovered is shown to people, and the model is not given it',
    origin: ['hermes-webui #2354', 'hermes-webui #4608'],
    caughtBy: ['chat-server/killed-while-streaming'],
  },
  {
    rules: () =>
      settlingBy({
        withTurn: (transcript, turn) => ({ ...withTurn(transcript, turn), context: transcript.context }),
        withAnswer: (transcript, turn, output, note) => ({ ...withAnswer(transcript, turn, output, note), context: transcript.context }),
      }),
  },
)

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
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/boot-settles-all', 'chat-server/cleanup-against-start', 'chat-server/completed-then-killed',
        'chat-server/concurrent-reads', 'chat-server/continue-after-marker', 'chat-server/crash-while-settling', 'chat-server/delayed-journal',
        'chat-server/ended-without-a-word', 'chat-server/equal-texts', 'chat-server/follow-the-dead', 'chat-server/give-up-age',
        'chat-server/head-saved-as-whole', 'chat-server/invisible-first', 'chat-server/killed-while-streaming', 'chat-server/last-look',
        'chat-server/late-worker', 'chat-server/list-order', 'chat-server/parallel-tools', 'chat-server/rotten-record', 'chat-server/slow-start',
        'chat-server/stepped-clock', 'chat-server/stepped-clock-beside', 'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  {
    rules: () =>
      settlingBy({
        withTurn: (transcript, turn) => ({ ...withTurn(transcript, turn), context: transcript.context }),
        withAnswer: (transcript, turn, output, note) => ({ ...withAnswer(transcript, turn, output, note), context: transcript.context }),
      }),
  },
)

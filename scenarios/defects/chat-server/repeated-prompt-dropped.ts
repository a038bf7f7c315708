import { withTurn } from '../../../reference-impl/chat-server/transcript.ts'
import type { Message } from '../../../reference-impl/session-store/session.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const repeatedPromptDropped: Defect<Chat> = chatDefect(
  'repeated-prompt-dropped',
  {
    mistake: 'cleanup takes a prompt that equals the one before for the same, and drops it',
    origin: ['hermes-webui recovery R4 (L4)'],
    caughtBy: ['chat-server/equal-texts'],
    withoutFault: {
      breaks: [
        'chat-server/continue-after-marker', 'chat-server/equal-texts',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  {
    rules: () =>
      settlingBy({
        withTurn(transcript, turn) {
          const last = transcript.messages.findLast(({ role }) => role === 'user')
          const both = withTurn(transcript, turn)
          if (last === undefined || last.content !== turn.prompt || last.turn === turn.turn) return both
          const answered = ({ role, turn: id }: Message): boolean => role !== 'user' || id !== turn.turn
          return { ...both, messages: both.messages.filter(answered), context: both.context.filter(answered) }
        },
      }),
  },
)

import { answerOf, withAnswer } from '../../../reference-impl/chat-server/transcript.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

export const appendedAtEveryLook: Defect<Chat> = chatDefect(
  'appended-at-every-look',
  {
    mistake: 'each look appends what it found to what stands there already',
    origin: ['hermes-webui #2592'],
    caughtBy: ['chat-server/still-arriving'],
    withoutFault: { breaks: ['chat-server/late-worker'], why: 'the scenario itself pauses a process until another one has taken over' },
  },
  {
    rules: () =>
      settlingBy({
        withAnswer(transcript, turn, output, note) {
          const before = answerOf(transcript, turn)?.content ?? ''
          return withAnswer(transcript, turn, output === undefined ? undefined : { ...output, content: `${String(before)}${output.content}` }, note)
        },
      }),
  },
)

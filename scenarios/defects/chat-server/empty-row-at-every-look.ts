import type { Message } from '../../../reference-impl/session-store/session.ts'
import { settle } from '../../../reference-impl/chat-server/settle.ts'
import { answerOf } from '../../../reference-impl/chat-server/transcript.ts'
import { chatOf } from '../../../reference-impl/chat-server/turn.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const emptyRowAtEveryLook: Defect<Chat> = chatDefect(
  'empty-row-at-every-look',
  {
    mistake: 'a journal that begins with a tool gets an empty answer to hold it, a new one at every look',
    origin: ['hermes-webui #3875'],
    caughtBy: ['chat-server/parallel-tools'],
  },
  {
    rules: () => ({
      async settle(parts, seen) {
        const settled = await settle(parts, seen)
        const { watched } = chatOf(settled.session)
        const anchors = watched.map(({ turn }) => answerOf(settled.session, turn)).filter((row): row is Message => row?.content === '' && 'tools' in row)
        if (anchors.length === 0) return settled
        const rows = anchors.map(({ role, turn, at }) => ({ role: role!, turn: turn!, at: at!, content: '' }))
        return { ...settled, session: await parts.rules.saveSettled(parts, { ...settled.session, messages: [...settled.session.messages, ...rows] }) }
      },
    }),
  },
)

import { storeResult } from '../../../reference-impl/chat-server/end.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const contextFedTwice: Defect<Chat> = chatDefect(
  'context-fed-twice',
  {
    mistake: 'when the chat goes on, the model is given what was recovered once more',
    origin: ['hermes-webui #4283'],
    caughtBy: ['chat-server/continue-after-marker'],
    withoutFault: { breaks: ['chat-server/continue-after-marker', 'chat-server/every-end'], why: 'a stopped answer has a note, as a recovered one has' },
  },
  {
    rules: () => ({
      storeResult: (parts, run, end) =>
        storeResult(
          {
            ...parts,
            store: (id, change, options) =>
              parts.store(id, async (session) => {
                const changed = await change(session)
                const recovered = changed.messages.filter((message) => message.role === 'assistant' && 'note' in message && message.turn !== run.turn.turn)
                return { ...changed, context: [...changed.context, ...recovered.map(({ turn, content }) => ({ role: 'assistant', turn: turn!, content: content! }))] }
              }, options),
          },
          run,
          end,
        ),
    }),
  },
)

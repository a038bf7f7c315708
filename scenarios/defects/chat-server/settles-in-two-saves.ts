import type { Rules } from '../../../reference-impl/chat-server/rules.ts'
import { saveSettled, settle } from '../../../reference-impl/chat-server/settle.ts'
import { withTurn } from '../../../reference-impl/chat-server/transcript.ts'
import type { Transcript } from '../../../reference-impl/chat-server/transcript.ts'
import { chatOf, withChat } from '../../../reference-impl/chat-server/turn.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

function appended<T extends Transcript>(transcript: T, more: Transcript): T {
  return { ...transcript, messages: [...transcript.messages, ...more.messages], context: [...transcript.context, ...more.context] }
}

export const settlesInTwoSaves: Defect<Chat> = chatDefect(
  'settles-in-two-saves',
  {
    mistake: 'cleanup saves the recovered rows first and clears the pending turn then; done again after a crash in between, it appends them once more',
    origin: ['hermes-webui #2439'],
    caughtBy: ['chat-server/crash-while-settling'],
  },
  {
    rules: () => ({
      async settle(parts, seen) {
        const { turn } = chatOf(await parts.sessions.load(seen.id))
        const rowsFirst: Pick<Rules, 'saveSettled' | 'withTurn'> = {
          withTurn: (transcript, own) => appended(transcript, withTurn({ ...transcript, messages: [], context: [] }, own)),
          async saveSettled(_, settled) {
            if (turn === null || chatOf(settled).turn !== null) return saveSettled(parts, settled)
            const rows = await saveSettled(parts, withChat(settled, { ...chatOf(settled), turn }))
            return saveSettled(parts, withChat(rows, chatOf(settled)))
          },
        }
        return settle({ ...parts, rules: { ...parts.rules, ...rowsFirst } }, seen)
      },
    }),
  },
)

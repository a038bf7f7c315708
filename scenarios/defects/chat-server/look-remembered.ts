import { journalsIn } from '../../../reference-impl/chat-server/journals.ts'
import type { JournalContent } from '../../../reference-impl/journal/content.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const lookRemembered: Defect<Chat> = chatDefect(
  'look-remembered',
  {
    mistake: 'what a journal held is remembered per process, and what is appended later is not seen',
    origin: ['hermes-webui #6291'],
    caughtBy: ['chat-server/still-arriving'],
  },
  {
    rules: () => ({
      journalsIn(host, directory, sync) {
        const journals = journalsIn(host, directory, sync)
        const remembered = new Map<string, JournalContent>()
        return {
          ...journals,
          async read(session, run) {
            const content = remembered.get(run) ?? (await journals.read(session, run))
            if (content.state !== 'missing') remembered.set(run, content)
            return content
          },
        }
      },
    }),
  },
)

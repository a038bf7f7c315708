import { journalsIn } from '../../../reference-impl/chat-server/journals.ts'
import type { Chat } from '../../chat-server/contract.ts'
import { altered } from '../altered-host.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const oneJournalPerSession: Defect<Chat> = chatDefect(
  'one-journal-per-session',
  {
    mistake: 'all runs of a session share one journal, and recovery takes what an earlier one said for this one',
    origin: ['hermes-webui #1353'],
    caughtBy: ['chat-server/equal-texts'],
    withoutFault: {
      breaks: [
        'chat-server/clear-is-final', 'chat-server/completed-then-killed', 'chat-server/continue-after-marker', 'chat-server/ended-without-a-word',
        'chat-server/equal-texts', 'chat-server/every-end', 'chat-server/head-saved-as-whole', 'chat-server/late-worker',
      ],
      why: 'who follows the second run of a session is shown the records of the first',
    },
  },
  {
    rules: () => ({
      journalsIn(host, directory, sync) {
        const journals = journalsIn(host, directory, sync)
        return {
          ...journals,
          async open(session) {
            const journal = await journals.open(session, 'session')
            return altered(journal, {
              async seal(record) {
                const id = await journal.append(record)
                await journal.sync()
                return id
              },
            })
          },
          read: (session) => journals.read(session, 'session'),
          replay: (session, _, after) => journals.replay(session, 'session', after),
          remove: () => Promise.resolve(),
        }
      },
    }),
  },
)

import { show } from '../../../reference-impl/chat-server/run.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const writerNeverCalled: Defect<Chat> = chatDefect(
  'writer-never-called',
  {
    mistake: 'the writer of the journal is there, and nothing that an agent says ever reaches it',
    origin: ['hermes-webui #1353', 'hermes-webui #765'],
    caughtBy: ['chat-server/killed-while-streaming', 'chat-server/streamed-survives'],
    withoutFault: {
      breaks: [
        'chat-server/boot-settles-all', 'chat-server/cleanup-against-start', 'chat-server/clear-is-final', 'chat-server/completed-then-killed',
        'chat-server/concurrent-reads', 'chat-server/continue-after-marker', 'chat-server/cursors', 'chat-server/delayed-journal',
        'chat-server/ended-without-a-word', 'chat-server/equal-texts', 'chat-server/every-end', 'chat-server/failing-disk', 'chat-server/follow-the-dead',
        'chat-server/give-up-age', 'chat-server/head-saved-as-whole', 'chat-server/invisible-first', 'chat-server/killed-while-streaming',
        'chat-server/last-look', 'chat-server/late-worker', 'chat-server/list-order', 'chat-server/parallel-tools', 'chat-server/sent-again',
        'chat-server/silence-after-tokens', 'chat-server/stepped-clock', 'chat-server/still-arriving', 'chat-server/streamed-survives',
      ],
      why: 'a client that goes on following finds its cursor in no journal',
    },
  },
  {
    rules: () => ({
      journalThenShow(run, event) {
        const { generation, sequence } = run.last ?? { generation: run.journal!.generation, sequence: 0 }
        show(run, { generation, sequence: sequence + 1 }, event)
        return Promise.resolve()
      },
    }),
  },
)

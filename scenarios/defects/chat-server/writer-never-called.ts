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
    withoutFault: { breaks: ['chat-server/cursors'], why: 'a client that goes on following finds its cursor in no journal' },
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

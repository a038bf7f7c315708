import { show } from '../../../reference-impl/chat-server/run.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const shownBeforeJournaled: Defect<Chat> = chatDefect(
  'shown-before-journaled',
  {
    mistake: 'an event is shown first and written then: what a person has read may be in no journal',
    origin: ['hermes-webui #1353'],
    caughtBy: ['chat-server/killed-while-streaming', 'chat-server/streamed-survives'],
  },
  {
    rules: () => ({
      async journalThenShow(run, event) {
        const { generation, sequence } = run.last ?? { generation: run.journal!.generation, sequence: 0 }
        show(run, { generation, sequence: sequence + 1 }, event)
        await run.journal!.append(event)
      },
    }),
  },
)

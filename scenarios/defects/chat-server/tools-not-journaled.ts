import { heard } from '../../../reference-impl/chat-server/output.ts'
import { journalThenShow } from '../../../reference-impl/chat-server/run.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const toolsNotJournaled: Defect<Chat> = chatDefect(
  'tools-not-journaled',
  {
    mistake: 'calls of tools go into the result alone: no journal has them, and nobody who follows is shown them',
    origin: ['hermes-webui #1353'],
    caughtBy: ['chat-server/parallel-tools'],
    withoutFault: { breaks: ['chat-server/parallel-tools'], why: 'every client that follows an answer with tools is shown too little' },
  },
  {
    rules: () => ({
      async journalThenShow(run, event) {
        if (event.event === 'tool' || event.event === 'tool_complete') run.output = heard(run.output, event)
        else await journalThenShow(run, event)
      },
    }),
  },
)

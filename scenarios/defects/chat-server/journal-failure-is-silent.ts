import { show } from '../../../reference-impl/chat-server/run.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const journalFailureIsSilent: Defect<Chat> = chatDefect(
  'journal-failure-is-silent',
  {
    mistake: 'what the journal does not take is logged, and shown all the same',
    origin: ['hermes-webui journal failure is silent (A.3-12)'],
    caughtBy: ['chat-server/failing-disk'],
  },
  {
    rules: () => ({
      async journalThenShow(run, event) {
        const { generation, sequence } = run.last ?? { generation: run.journal!.generation, sequence: 0 }
        const id = await run.journal!.append(event).catch(() => ({ generation, sequence: sequence + 1 }))
        show(run, id, event)
      },
    }),
  },
)

import { saveSettled } from '../../../reference-impl/chat-server/settle.ts'
import type { Session } from '../../../reference-impl/session-store/session.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect, settlingBy } from './chat-defect.ts'

function withoutPending(session: Session): Session {
  const pending = session.messages.filter(({ note }) => (note as { readonly kind?: string } | undefined)?.kind === 'pending').map(({ turn }) => turn)
  return { ...session, messages: session.messages.filter(({ turn }) => !pending.includes(turn)), context: session.context.filter(({ turn }) => !pending.includes(turn)) }
}

export const lateJournalLosesPrompt: Defect<Chat> = chatDefect(
  'late-journal-loses-prompt',
  {
    mistake: 'cleanup clears the pending turn, and makes its prompt a message only where its journal shows something',
    origin: ['hermes-webui recovery R9 (L22)'],
    caughtBy: ['chat-server/delayed-journal'],
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/age-across-boots', 'chat-server/give-up-age', 'chat-server/head-saved-as-whole',
        'chat-server/invisible-first',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
  },
  { rules: () => settlingBy({ saveSettled: (parts, settled) => saveSettled(parts, withoutPending(settled)) }) },
)

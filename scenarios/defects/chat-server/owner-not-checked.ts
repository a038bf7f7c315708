import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const ownerNotChecked: Defect<Chat> = chatDefect(
  'owner-not-checked',
  {
    mistake: 'a worker that comes late writes its result, whoever owns the session by then',
    origin: ['hermes-webui #2136'],
    caughtBy: ['chat-server/late-worker'],
    withoutFault: { breaks: ['chat-server/late-worker'], why: 'the scenario itself pauses a process until another one has taken over' },
  },
  { rules: () => ({ owns: () => true }) },
)

import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const anyTurnWillDo: Defect<Chat> = chatDefect(
  'any-turn-will-do',
  {
    mistake: 'a finalizer asks only whether the session has a turn, not whether it is its own',
    origin: ['hermes-webui #6636', 'hermes-webui #6623'],
    caughtBy: ['chat-server/late-worker'],
    withoutFault: { breaks: ['chat-server/late-worker'], why: 'the scenario itself pauses a process until another one has taken over' },
  },
  { rules: () => ({ owns: ({ turn }) => turn !== null }) },
)

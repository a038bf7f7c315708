import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const waitsForEver: Defect<Chat> = chatDefect(
  'waits-for-ever',
  {
    mistake: 'an answer that nobody finds is waited for without an end',
    origin: ['hermes-webui journal deleted under a marker (recovery L21)'],
    caughtBy: ['chat-server/give-up-age'],
  },
  { rules: () => ({ awakeMs: () => 0 }) },
)

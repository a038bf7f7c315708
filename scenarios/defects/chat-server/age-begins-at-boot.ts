import { awakeMs, carried } from '../../../reference-impl/chat-server/age.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const ageBeginsAtBoot: Defect<Chat> = chatDefect(
  'age-begins-at-boot',
  {
    mistake: 'how long an answer was waited for is counted from the start of the computer, and begins anew with each',
    origin: ['hermes-webui #2615'],
    caughtBy: ['chat-server/age-across-boots'],
    withoutFault: { breaks: ['chat-server/give-up-age'], why: 'the day of waiting is interrupted by looks, and each of them begins it anew' },
  },
  { rules: () => ({ awakeMs: (age, host) => awakeMs({ ...age, awakeMs: 0 }, host), carried: (age, host) => ({ ...carried(age, host), awakeMs: 0 }) }) },
)

import { storeResult } from '../../../reference-impl/chat-server/end.ts'
import { NOTHING_SAID } from '../../../reference-impl/chat-server/output.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const partialLostAtStop: Defect<Chat> = chatDefect(
  'partial-lost-at-stop',
  {
    mistake: 'whoever stops an answer loses what it had said',
    origin: ['hermes-webui #1361', 'hermes-webui #1375'],
    caughtBy: ['chat-server/every-end'],
    withoutFault: { breaks: ['chat-server/every-end'], why: 'people stop answers, which needs no fault' },
  },
  { rules: () => ({ storeResult: (parts, run, end) => storeResult(parts, end.event === 'cancel' ? { ...run, output: NOTHING_SAID } : run, end) }) },
)

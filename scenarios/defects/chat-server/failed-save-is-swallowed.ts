import { saveSettled } from '../../../reference-impl/chat-server/settle.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const failedSaveIsSwallowed: Defect<Chat> = chatDefect(
  'failed-save-is-swallowed',
  {
    mistake: 'a save of cleanup that fails is only logged: the reader is shown what is not on the disk',
    origin: ['hermes-webui save failure after the change (C.5, recovery L13)'],
    caughtBy: ['chat-server/failing-disk'],
  },
  { rules: () => ({ saveSettled: (parts, settled) => saveSettled(parts, settled).catch(() => settled) }) },
)

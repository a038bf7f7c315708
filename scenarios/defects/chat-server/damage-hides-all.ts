import { lookAt, NOTHING_LOOKED_AT } from '../../../reference-impl/chat-server/look.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const damageHidesAll: Defect<Chat> = chatDefect(
  'damage-hides-all',
  {
    mistake: 'a journal with one record that cannot be read is taken for one without any',
    origin: ['hermes-webui cut inside a character (A.3-2, recovery L5)'],
    caughtBy: ['chat-server/rotten-record'],
  },
  { rules: () => ({ lookAt: (content) => (content.damage.length > 0 || content.gaps.length > 0 ? NOTHING_LOOKED_AT : lookAt(content)) }) },
)

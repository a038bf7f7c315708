import type { Rules } from '../../../reference-impl/chat-server/rules.ts'
import { mayBeSettled, settle } from '../../../reference-impl/chat-server/settle.ts'
import { chatOf } from '../../../reference-impl/chat-server/turn.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const headSavedAsWhole: Defect<Chat> = chatDefect(
  'head-saved-as-whole',
  {
    mistake: 'cleanup reads only the head of a session and saves it as if it were the whole, without its messages',
    origin: ['hermes-webui #1558', 'hermes-webui #1559'],
    caughtBy: ['chat-server/head-saved-as-whole'],
  },
  {
    rules: () => ({
      async settle(parts, seen) {
        const { sessions, rules } = parts
        const whole = await sessions.load(seen.id)
        if (!(await mayBeSettled(parts, chatOf(whole)))) return { session: whole }
        const head = { ...whole, messages: [], context: [], context_base: 0 }
        const asWhole: Pick<Rules, 'saveSettled'> = { saveSettled: (_, settled) => sessions.save(settled, { intent: 'clear' }) }
        return settle({ ...parts, sessions: { ...sessions, load: () => Promise.resolve(head) }, rules: { ...rules, ...asWhole } }, seen)
      },
    }),
  },
)

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
    withoutFault: {
      breaks: [
        'chat-server/accepted-prompt-survives', 'chat-server/age-across-boots', 'chat-server/boot-settles-all', 'chat-server/cleanup-against-start',
        'chat-server/concurrent-reads', 'chat-server/continue-after-marker', 'chat-server/crash-while-settling', 'chat-server/equal-texts',
        'chat-server/follow-the-dead', 'chat-server/give-up-age', 'chat-server/head-saved-as-whole', 'chat-server/invisible-first',
        'chat-server/killed-while-streaming', 'chat-server/last-look', 'chat-server/late-worker', 'chat-server/list-order', 'chat-server/parallel-tools',
        'chat-server/rotten-record', 'chat-server/silence-after-tokens', 'chat-server/slow-start', 'chat-server/stepped-clock',
        'chat-server/stepped-clock-beside', 'chat-server/still-arriving',
      ],
      why: 'these scenarios end processes themselves, and somebody settles what they left',
    },
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

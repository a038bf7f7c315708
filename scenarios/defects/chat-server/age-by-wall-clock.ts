import type { Host } from '../../../harness/host/host.ts'
import type { Age } from '../../../reference-impl/chat-server/age.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

function awakeMs({ awakeMs: before, sinceMs }: Age, { clock }: Pick<Host, 'clock'>): number {
  return before + clock.now() - sinceMs
}

export const ageByWallClock: Defect<Chat> = chatDefect(
  'age-by-wall-clock',
  {
    mistake: 'how long an answer was waited for is told by the wall clock, which people set',
    origin: ['hermes-webui age by wall clock (recovery L20, R13)'],
    caughtBy: ['chat-server/give-up-age'],
    withoutFault: { breaks: ['chat-server/invisible-first'], why: 'the wall clock goes on while the computer is off' },
  },
  {
    rules: () => ({
      ageFrom: ({ boot, clock }) => ({ awakeMs: 0, boot, sinceMs: clock.now() }),
      awakeMs,
      carried: (age, host) => ({ awakeMs: awakeMs(age, host), boot: host.boot, sinceMs: host.clock.now() }),
    }),
  },
)

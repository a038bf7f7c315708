import { livenessOf } from '../../../reference-impl/chat-server/liveness.ts'
import type { Chat } from '../../chat-server/contract.ts'
import { altered } from '../altered-host.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const graceByWallClock: Defect<Chat> = chatDefect(
  'grace-by-wall-clock',
  {
    mistake: 'how long ago an owner gave a sign is told by the wall clock: set back it keeps the dead alive, set forward it buries the living',
    origin: ['hermes-webui pending turn in the future (recovery L25)', 'hermes-webui grace by wall clock (C.5)'],
    caughtBy: ['chat-server/stepped-clock-beside'],
    withoutFault: {
      breaks: [
        'chat-server/late-worker', 'chat-server/slow-start', 'chat-server/stepped-clock-beside',
      ],
      why: 'another server looks at a turn that is being answered',
    },
  },
  {
    rules: () => ({
      livenessOf(turn, options) {
        const { clock } = options.host
        const byWallClock = altered(clock, { monotonic: () => turn.startedMs + clock.now() - turn.at })
        return livenessOf(turn, { ...options, host: { ...options.host, clock: byWallClock } })
      },
    }),
  },
)

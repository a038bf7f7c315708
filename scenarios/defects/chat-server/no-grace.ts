import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const noGrace: Defect<Chat> = chatDefect(
  'no-grace',
  {
    mistake: 'a turn that this process does not run is dead at once, though another process may be at work on it',
    origin: ['hermes-webui #1624'],
    caughtBy: ['chat-server/stepped-clock-beside'],
    withoutFault: {
      breaks: [
        'chat-server/late-worker', 'chat-server/slow-start', 'chat-server/stepped-clock-beside',
      ],
      why: 'another server looks at a turn that is being answered',
    },
  },
  { rules: () => ({ livenessOf: ({ run }, { live }) => Promise.resolve(live.has(run) ? 'here' : 'gone') }) },
)

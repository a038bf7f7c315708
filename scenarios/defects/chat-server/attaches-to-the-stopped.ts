import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const attachesToTheStopped: Defect<Chat> = chatDefect(
  'attaches-to-the-stopped',
  {
    mistake: 'a run that is being stopped counts as one that can be followed: it shows nothing and is never over',
    origin: ['hermes-webui #7096'],
    caughtBy: ['chat-server/every-end'],
    withoutFault: { breaks: ['chat-server/every-end'], why: 'people stop answers, which needs no fault' },
  },
  {
    operations: ({ follow, cancel, readSession }) => {
      const stopped = new Set<string>()
      return {
        async cancel(session) {
          const run = (await readSession(session))?.turn?.run
          const done = await cancel(session)
          if (run !== undefined) stopped.add(run)
          return done
        },
        follow: (request) => (stopped.has(request.run) ? Promise.resolve({ shown: [] }) : follow(request)),
      }
    },
  },
)

import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const errorClosesNothing: Defect<Chat> = chatDefect(
  'error-closes-nothing',
  {
    mistake: 'who follows a run that fails is not told that it is over, and waits for ever',
    origin: ['hermes-webui #6527'],
    caughtBy: ['chat-server/every-end'],
    withoutFault: { breaks: ['chat-server/completed-then-killed'], why: 'an agent that fails is no fault of the computer' },
  },
  {
    operations: ({ follow }) => {
      const failed = new Set<string>()
      return {
        async follow(request) {
          if (failed.has(request.run)) return new Promise(() => undefined)
          const { shown, ...followed } = await follow(request)
          if (!shown.some(({ event }) => event.event === 'apperror')) return { shown, ...followed }
          failed.add(request.run)
          return { shown }
        },
      }
    },
  },
)

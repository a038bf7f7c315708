import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const savesLater: Defect<SessionStore> = storeDefect(
  'saves-later',
  { mistake: 'a change is acknowledged in memory and left to a checkpoint, which only comes when the next operation does', origin: ['hermes-webui #765', 'hermes-webui #810', 'hermes-webui #4765'], caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'] },
  {
    operations: ({ append, load }) => {
      let checkpoint: (() => Promise<unknown>) | undefined
      return {
        async append(id, messages) {
          await checkpoint?.()
          const session = await load(id)
          checkpoint = async () => {
            checkpoint = undefined
            await append(id, messages)
          }
          return { ...session, messages: [...session.messages, ...messages], context: [...session.context, ...messages] }
        },
        async load(id) {
          await checkpoint?.()
          return load(id)
        },
      }
    },
  },
)

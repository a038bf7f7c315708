import type { Session } from '../../../reference-impl/session-store/session.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf, withMessages } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const savesLater: Defect<SessionStore> = storeDefect(
  'saves-later',
  {
    mistake: 'a change is acknowledged in memory and left to a checkpoint, which only comes when the next operation does',
    origin: ['hermes-webui #765', 'hermes-webui #810', 'hermes-webui #4765'],
    caughtBy: ['session-store/saves-survive', 'session-store/failed-saves'],
    withoutFault: {
      breaks: ['session-store/maintenance-keeps-messages', 'session-store/removed-stays-removed', 'session-store/deleted-stays-deleted', 'session-store/half-removed', 'session-store/two-holders', 'session-store/holders-see-late', 'session-store/random-users'],
      why: 'a process that is killed and started again, or another one, has not seen the last change',
    },
  },
  {
    operations: (operations, store) => {
      let checkpoint: (() => Promise<unknown>) | undefined
      const saved = async (): Promise<void> => {
        const last = checkpoint
        checkpoint = undefined
        await last?.()
      }
      const behind = <A extends readonly unknown[], R>(operation: (...given: A) => Promise<R>) => async (...given: A): Promise<R> => {
        await saved()
        return operation(...given)
      }
      const { create, load, list, save, clear, undo, truncate, compress, mark, traces, files, close } = operations
      return {
        async append(id, messages) {
          await saved()
          const session = await store.load(id)
          const appended = (base: Session): Session => withMessages(base, messages)
          checkpoint = () => store.update(id, appended, { maintenance: true })
          return viewOf({ ...appended(session), revision: session.revision + 1 })
        },
        create: behind(create), load: behind(load), list: behind(list), save: behind(save), clear: behind(clear), undo: behind(undo), truncate: behind(truncate),
        compress: behind(compress), delete: behind(operations.delete), mark: behind(mark), traces: behind(traces), files: behind(files), close: behind(close),
      }
    },
  },
)

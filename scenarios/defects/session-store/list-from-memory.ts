import type { HeadView, SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const listFromMemory: Defect<SessionStore> = storeDefect(
  'list-from-memory',
  {
    mistake: 'the list is a cache that is kept until this process itself changes something, and believed over the files',
    origin: ['hermes-webui #6291', 'hermes-webui #6569'],
    caughtBy: ['session-store/two-holders'],
    withoutFault: {
      breaks: ['session-store/two-holders'],
      why: 'of two processes one lists what the other has changed',
    },
  },
  {
    operations: (operations) => {
      let heads: readonly HeadView[] | undefined
      const forgetting = <A extends readonly unknown[], R>(operation: (...given: A) => Promise<R>) => async (...given: A): Promise<R> => {
        try {
          return await operation(...given)
        } finally {
          heads = undefined
        }
      }
      const { create, append, save, clear, undo, truncate, compress, mark } = operations
      return {
        create: forgetting(create), append: forgetting(append), save: forgetting(save), clear: forgetting(clear), undo: forgetting(undo),
        truncate: forgetting(truncate), compress: forgetting(compress), mark: forgetting(mark), delete: forgetting(operations.delete),
        list: async () => (heads ??= await operations.list()),
      }
    },
  },
)

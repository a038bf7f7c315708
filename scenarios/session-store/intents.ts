import type { SessionStore } from './contract.ts'

/** What makes a history shorter, or ends it. */
export type Intent = 'clear' | 'undo' | 'truncate' | 'compress' | 'delete'

/** `kept`: the messages that a truncation leaves. */
export function carryOut(store: SessionStore, id: string, intent: Intent, kept: number): Promise<unknown> {
  switch (intent) {
    case 'clear':
      return store.clear(id)
    case 'undo':
      return store.undo(id, 1)
    case 'truncate':
      return store.truncate(id, kept, null)
    case 'compress':
      return store.compress(id, [{ by: 'summary', number: 0, text: 'a summary' }])
    case 'delete':
      return store.delete(id)
  }
}

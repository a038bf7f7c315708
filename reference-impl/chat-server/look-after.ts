import { SessionStoreError } from '../session-store/errors.ts'
import { messageOf } from '../files/error-message.ts'
import type { Parts } from './parts.ts'
import type { Settled } from './settle.ts'
import type { ChatFields } from './turn.ts'

/** How often somebody who looks tries again because another process saved in between. */
const ATTEMPTS = 3

/** What somebody saw of a session before anything was decided. */
export interface Seen {
  readonly id: string
  readonly chat: ChatFields
}

/**
 * Settles a session on behalf of somebody who only looks at it. Those who come at the same time share one go, and nobody waits for a turn that is being
 * started or ended: undefined then.
 */
export function lookAfter(parts: Parts, seen: Seen): Promise<Partial<Settled> | undefined> {
  const { id } = seen
  const going = parts.settling.get(id)
  if (going !== undefined) return going
  if (parts.isLocked(id)) return Promise.resolve(undefined)
  const go = parts.underLock(id, () => settled(parts, seen)).finally(() => parts.settling.delete(id))
  parts.settling.set(id, go)
  return go
}

async function settled(parts: Parts, seen: Seen): Promise<Partial<Settled>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await parts.rules.settle(parts, seen)
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) return { trouble: messageOf(error) }
    }
  }
}

export function isConflict(error: unknown): boolean {
  return error instanceof SessionStoreError && error.reason === 'conflict'
}

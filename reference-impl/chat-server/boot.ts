import type { RecoveryReport } from '../session-store/recovery.ts'
import { messageOf } from '../files/error-message.ts'
import type { Parts } from './parts.ts'
import { mayBeSettled } from './settle.ts'
import { chatOf } from './turn.ts'

export interface BootReport {
  /** What the session store found when it was opened. */
  readonly store: RecoveryReport
  /** Sessions that were looked after. */
  readonly settled: readonly string[]
  /** What could not be settled. Whoever reads the session tries again. */
  readonly troubles: readonly { readonly session: string; readonly why: string }[]
}

/** Settles every session that needs it. One that cannot be settled stops no other one. May be done at any time, and again. */
export async function boot(parts: Parts): Promise<BootReport> {
  const settled: string[] = []
  const troubles: { session: string; why: string }[] = []
  for (const head of await parts.sessions.list()) {
    const seen = { id: head.id, chat: chatOf(head) }
    try {
      if (!(await mayBeSettled(parts, seen.chat))) continue
      const { trouble } = await parts.underLock(head.id, () => parts.rules.settle(parts, seen))
      if (trouble !== undefined) troubles.push({ session: head.id, why: trouble })
      settled.push(head.id)
    } catch (error) {
      troubles.push({ session: head.id, why: messageOf(error) })
    }
  }
  return { store: parts.sessions.report, settled, troubles }
}

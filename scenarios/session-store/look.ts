import { ProcessDied } from '../../harness/check/implementation.ts'
import { isInjected } from '../../harness/check/recorder.ts'
import type { SessionStore } from './contract.ts'

/** Reads the list and every one of these sessions. What is missing or refused is in the history, for the invariants to judge. */
export async function look(store: SessionStore, ids: readonly string[]): Promise<void> {
  await tolerate(() => store.list())
  for (const id of ids) await tolerate(() => store.load(id))
}

/** Resolves to undefined where the store refuses or fails; what a client saw is in the history. */
export async function tolerate<T>(operation: () => Promise<T>): Promise<T | undefined> {
  try {
    return await operation()
  } catch (error) {
    if (error instanceof ProcessDied && !isInjected(error)) throw error
    return undefined
  }
}

import { chatServerDefects } from './chat-server/index.ts'
import type { Defect } from './defect.ts'
import { journalDefects } from './journal/index.ts'
import { sessionStoreDefects } from './session-store/index.ts'

/** Every defect, with the scenarios that must catch it. */
export const defects: readonly Defect[] = [...journalDefects, ...sessionStoreDefects, ...chatServerDefects]

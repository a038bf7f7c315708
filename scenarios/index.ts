import type { Suite } from '../harness/check/suite.ts'
import { chatServerSuite } from './chat-server/suite.ts'
import { journalSuite } from './journal/suite.ts'
import { sessionStoreSuite } from './session-store/suite.ts'

/** The regression library: suites for any implementation of a contract, and what their scenarios are made of. */
export const suites: readonly Suite[] = [journalSuite, sessionStoreSuite, chatServerSuite]

export { defects } from './defects/index.ts'
export type { Defect } from './defects/defect.ts'
export { chatServerSuite } from './chat-server/suite.ts'
export { chatContract, type Chat, type ChatOptions } from './chat-server/contract.ts'
export { referenceChat } from './chat-server/reference.ts'
export { journalSuite } from './journal/suite.ts'
export { journalContract, type Journal, type JournalContents, type JournalOptions, type RecordId, type Sync } from './journal/contract.ts'
export { referenceJournal } from './journal/reference.ts'
export { conversation, type ConversationOptions } from './conversation/arbitrary.ts'
export type { ConversationEvent } from './conversation/event.ts'
export { recordedConversation } from './conversation/recorded.ts'
export { sessionStoreSuite } from './session-store/suite.ts'
export { sessionStoreContract, type HeadView, type Message, type SessionStore, type SessionView } from './session-store/contract.ts'
export { referenceSessionStore } from './session-store/reference.ts'

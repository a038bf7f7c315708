import type { Suite } from '../../harness/check/suite.ts'
import { sessionStoreContract, type SessionStore } from './contract.ts'
import { randomUsers } from './random-users.ts'
import { randomUsersLateViews } from './random-users-late-views.ts'
import { randomUsersTwoProcesses } from './random-users-two-processes.ts'
import { referenceSessionStore } from './reference.ts'

/** All scenarios for a store of chat sessions. */
export const sessionStoreSuite: Suite<SessionStore> = {
  id: 'session-store',
  contract: sessionStoreContract,
  scenarios: [randomUsers, randomUsersTwoProcesses, randomUsersLateViews],
  reference: referenceSessionStore,
}

import type { Suite } from '../../harness/check/suite.ts'
import { backupIsWhole } from './backup-is-whole.ts'
import { sessionStoreContract, type SessionStore } from './contract.ts'
import { damageIsReported } from './damage-is-reported.ts'
import { damagedFile } from './damaged-file.ts'
import { deletedStaysDeleted } from './deleted-stays-deleted.ts'
import { failedSaves } from './failed-saves.ts'
import { filesStayFew } from './files-stay-few.ts'
import { halfRemoved } from './half-removed.ts'
import { holdersSeeLate } from './holders-see-late.ts'
import { maintenanceKeepsMessages } from './maintenance-keeps-messages.ts'
import { mendedDamage } from './mended-damage.ts'
import { onlyIntentsShrink } from './only-intents-shrink.ts'
import { randomUsers } from './random-users.ts'
import { randomUsersAndTheDisk } from './random-users-and-the-disk.ts'
import { randomUsersLateViews } from './random-users-late-views.ts'
import { randomUsersRottenBits } from './random-users-rotten-bits.ts'
import { randomUsersTwoProcesses } from './random-users-two-processes.ts'
import { referenceSessionStore } from './reference.ts'
import { removedStaysRemoved } from './removed-stays-removed.ts'
import { savesSurvive } from './saves-survive.ts'
import { twoHolders } from './two-holders.ts'

/** All scenarios for a store of chat sessions. */
export const sessionStoreSuite: Suite<SessionStore> = {
  id: 'session-store',
  contract: sessionStoreContract,
  scenarios: [
    savesSurvive, failedSaves, onlyIntentsShrink, maintenanceKeepsMessages, removedStaysRemoved, deletedStaysDeleted, halfRemoved, twoHolders, holdersSeeLate,
    damagedFile, backupIsWhole, mendedDamage, damageIsReported, filesStayFew,
    randomUsers, randomUsersTwoProcesses, randomUsersLateViews, randomUsersAndTheDisk, randomUsersRottenBits,
  ],
  reference: referenceSessionStore,
}

import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { backupsWithoutLimit } from './backups-without-limit.ts'
import { clearUndoneByBackup } from './clear-undone-by-backup.ts'
import { compressReplacesHistory } from './compress-replaces-history.ts'
import { compressUndoneByBackup } from './compress-undone-by-backup.ts'
import { damageNotTold } from './damage-not-told.ts'
import { damageSkipped } from './damage-skipped.ts'
import { damageToldOnce } from './damage-told-once.ts'
import { damagedNotKept } from './damaged-not-kept.ts'
import { damagedRemovedByOpening } from './damaged-removed-by-opening.ts'
import { deleteBesideTheLock } from './delete-beside-the-lock.ts'
import { deleteNotEnded } from './delete-not-ended.ts'
import { deleteOnlyUnlinks } from './delete-only-unlinks.ts'
import { directoryNotSynced } from './directory-not-synced.ts'
import { emptyOverExisting } from './empty-over-existing.ts'
import { fenceCheckedBeforeOnly } from './fence-checked-before-only.ts'
import { fileNotSynced } from './file-not-synced.ts'
import { fsyncErrorIgnored } from './fsync-error-ignored.ts'
import { headSavedAsWhole } from './head-saved-as-whole.ts'
import { indexComputedBeforeLock } from './index-computed-before-lock.ts'
import { indexDisablesRecovery } from './index-disables-recovery.ts'
import { lastWriterWins } from './last-writer-wins.ts'
import { listFromMemory } from './list-from-memory.ts'
import { lostTakenForDeleted } from './lost-taken-for-deleted.ts'
import { maintenanceIsActivity } from './maintenance-is-activity.ts'
import { memoryAheadOfDisk } from './memory-ahead-of-disk.ts'
import { negativeKeep } from './negative-keep.ts'
import { noFallbackAtLoad } from './no-fallback-at-load.ts'
import { oneBlindBackup } from './one-blind-backup.ts'
import { oneBrokenStopsAll } from './one-broken-stops-all.ts'
import { readsFromMemory } from './reads-from-memory.ts'
import { rebuiltWithoutHead } from './rebuilt-without-head.ts'
import { recoveryIsActivity } from './recovery-is-activity.ts'
import { refusedAfterEffect } from './refused-after-effect.ts'
import { refusedSaveBlocksAll } from './refused-save-blocks-all.ts'
import { removedTooEarly } from './removed-too-early.ts'
import { repairForgetsWhatItPassed } from './repair-forgets-what-it-passed.ts'
import { repairUsesUpBackups } from './repair-uses-up-backups.ts'
import { restoreDiscardsNewer } from './restore-discards-newer.ts'
import { retryAppendsAgain } from './retry-appends-again.ts'
import { savesLater } from './saves-later.ts'
import { sharedTemporaryName } from './shared-temporary-name.ts'
import { shortWriteIgnored } from './short-write-ignored.ts'
import { shownBeforeDurable } from './shown-before-durable.ts'
import { silentRefusal } from './silent-refusal.ts'
import { staleCopySaved } from './stale-copy-saved.ts'
import { stubInCache } from './stub-in-cache.ts'
import { temporariesStay } from './temporaries-stay.ts'
import { textOfDeletedStays } from './text-of-deleted-stays.ts'
import { tombstoneBehindTheText } from './tombstone-behind-the-text.ts'
import { tornBackup } from './torn-backup.ts'
import { unlockedAppend } from './unlocked-append.ts'
import { unsettledFollowed } from './unsettled-followed.ts'
import { watermarkStays } from './watermark-stays.ts'
import { writtenInPlace } from './written-in-place.ts'

/** The mistakes that stores of sessions have made. */
export const sessionStoreDefects: readonly Defect<SessionStore>[] = [
  backupsWithoutLimit,
  clearUndoneByBackup,
  compressReplacesHistory,
  compressUndoneByBackup,
  damageNotTold,
  damageSkipped,
  damageToldOnce,
  damagedNotKept,
  damagedRemovedByOpening,
  deleteBesideTheLock,
  deleteNotEnded,
  deleteOnlyUnlinks,
  directoryNotSynced,
  emptyOverExisting,
  fenceCheckedBeforeOnly,
  fileNotSynced,
  fsyncErrorIgnored,
  headSavedAsWhole,
  indexComputedBeforeLock,
  indexDisablesRecovery,
  lastWriterWins,
  listFromMemory,
  lostTakenForDeleted,
  maintenanceIsActivity,
  memoryAheadOfDisk,
  negativeKeep,
  noFallbackAtLoad,
  oneBlindBackup,
  oneBrokenStopsAll,
  readsFromMemory,
  rebuiltWithoutHead,
  recoveryIsActivity,
  refusedAfterEffect,
  refusedSaveBlocksAll,
  removedTooEarly,
  repairForgetsWhatItPassed,
  repairUsesUpBackups,
  restoreDiscardsNewer,
  retryAppendsAgain,
  savesLater,
  sharedTemporaryName,
  shortWriteIgnored,
  shownBeforeDurable,
  silentRefusal,
  staleCopySaved,
  stubInCache,
  temporariesStay,
  textOfDeletedStays,
  tombstoneBehindTheText,
  tornBackup,
  unlockedAppend,
  unsettledFollowed,
  watermarkStays,
  writtenInPlace,
]

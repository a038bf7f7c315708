import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { absentJournalBurnsBudget } from './absent-journal-burns-budget.ts'
import { acceptedBeforeStored } from './accepted-before-stored.ts'
import { ageBeginsAtBoot } from './age-begins-at-boot.ts'
import { ageByWallClock } from './age-by-wall-clock.ts'
import { anyTurnWillDo } from './any-turn-will-do.ts'
import { appendedAtEveryLook } from './appended-at-every-look.ts'
import { attachesToTheStopped } from './attaches-to-the-stopped.ts'
import { bareCursor } from './bare-cursor.ts'
import { bootGivesUpSilently } from './boot-gives-up-silently.ts'
import { bootTakesAllForDead } from './boot-takes-all-for-dead.ts'
import { cleanupByWhatWasSeen } from './cleanup-by-what-was-seen.ts'
import { cleanupErasesPrompt } from './cleanup-erases-prompt.ts'
import { clearForgetsTheWatched } from './clear-forgets-the-watched.ts'
import { clearKeepsJournals } from './clear-keeps-journals.ts'
import { completedAnswerDropped } from './completed-answer-dropped.ts'
import { contextFedTwice } from './context-fed-twice.ts'
import { contextForgotten } from './context-forgotten.ts'
import { damageHidesAll } from './damage-hides-all.ts'
import { emptyRowAtEveryLook } from './empty-row-at-every-look.ts'
import { endIsIgnored } from './end-is-ignored.ts'
import { errorClosesNothing } from './error-closes-nothing.ts'
import { errorErasesPrompt } from './error-erases-prompt.ts'
import { errorForgottenInRecovery } from './error-forgotten-in-recovery.ts'
import { failedSaveIsSwallowed } from './failed-save-is-swallowed.ts'
import { foundIsCalledLost } from './found-is-called-lost.ts'
import { frozenByTheNextTurn } from './frozen-by-the-next-turn.ts'
import { givesUpWithoutLooking } from './gives-up-without-looking.ts'
import { graceByWallClock } from './grace-by-wall-clock.ts'
import { headSavedAsWhole } from './head-saved-as-whole.ts'
import { journalFailureIsSilent } from './journal-failure-is-silent.ts'
import { journalNeverRead } from './journal-never-read.ts'
import { journalRemovedBeforeResult } from './journal-removed-before-result.ts'
import { lateJournalLosesPrompt } from './late-journal-loses-prompt.ts'
import { lookRemembered } from './look-remembered.ts'
import { meteringBurnsBudget } from './metering-burns-budget.ts'
import { noGrace } from './no-grace.ts'
import { olderAnswerHidesIt } from './older-answer-hides-it.ts'
import { oneJournalPerSession } from './one-journal-per-session.ts'
import { oneLookOnly } from './one-look-only.ts'
import { oneMarkerAtATime } from './one-marker-at-a-time.ts'
import { onlyTheEndIsSynced } from './only-the-end-is-synced.ts'
import { ownerNotChecked } from './owner-not-checked.ts'
import { partialLostAtStop } from './partial-lost-at-stop.ts'
import { partialSkippedAsKnown } from './partial-skipped-as-known.ts'
import { pendingIsNotWatched } from './pending-is-not-watched.ts'
import { prefixPromoted } from './prefix-promoted.ts'
import { promptSentAgainIsAskedAgain } from './prompt-sent-again-is-asked-again.ts'
import { reasoningNotRestored } from './reasoning-not-restored.ts'
import { reconnectReplaysAll } from './reconnect-replays-all.ts'
import { recoveredTextIsTrimmed } from './recovered-text-is-trimmed.ts'
import { registeredAfterStored } from './registered-after-stored.ts'
import { repeatedPromptDropped } from './repeated-prompt-dropped.ts'
import { savesOverNewer } from './saves-over-newer.ts'
import { settlesInTwoSaves } from './settles-in-two-saves.ts'
import { settlingIsActivity } from './settling-is-activity.ts'
import { shownBeforeJournaled } from './shown-before-journaled.ts'
import { stopErasesPrompt } from './stop-erases-prompt.ts'
import { stuckWorkerBlocks } from './stuck-worker-blocks.ts'
import { syntheticCursor } from './synthetic-cursor.ts'
import { timerNeverFires } from './timer-never-fires.ts'
import { toolsNotJournaled } from './tools-not-journaled.ts'
import { toolsPairedByName } from './tools-paired-by-name.ts'
import { waitsForEver } from './waits-for-ever.ts'
import { writerNeverCalled } from './writer-never-called.ts'

/** The mistakes that chat servers have made. */
export const chatServerDefects: readonly Defect<Chat>[] = [
  absentJournalBurnsBudget,
  acceptedBeforeStored,
  ageBeginsAtBoot,
  ageByWallClock,
  anyTurnWillDo,
  appendedAtEveryLook,
  attachesToTheStopped,
  bareCursor,
  bootGivesUpSilently,
  bootTakesAllForDead,
  cleanupByWhatWasSeen,
  cleanupErasesPrompt,
  clearForgetsTheWatched,
  clearKeepsJournals,
  completedAnswerDropped,
  contextFedTwice,
  contextForgotten,
  damageHidesAll,
  emptyRowAtEveryLook,
  endIsIgnored,
  errorClosesNothing,
  errorErasesPrompt,
  errorForgottenInRecovery,
  failedSaveIsSwallowed,
  foundIsCalledLost,
  frozenByTheNextTurn,
  givesUpWithoutLooking,
  graceByWallClock,
  headSavedAsWhole,
  journalFailureIsSilent,
  journalNeverRead,
  journalRemovedBeforeResult,
  lateJournalLosesPrompt,
  lookRemembered,
  meteringBurnsBudget,
  noGrace,
  olderAnswerHidesIt,
  oneJournalPerSession,
  oneLookOnly,
  oneMarkerAtATime,
  onlyTheEndIsSynced,
  ownerNotChecked,
  partialLostAtStop,
  partialSkippedAsKnown,
  pendingIsNotWatched,
  prefixPromoted,
  promptSentAgainIsAskedAgain,
  reasoningNotRestored,
  reconnectReplaysAll,
  recoveredTextIsTrimmed,
  registeredAfterStored,
  repeatedPromptDropped,
  savesOverNewer,
  settlesInTwoSaves,
  settlingIsActivity,
  shownBeforeJournaled,
  stopErasesPrompt,
  stuckWorkerBlocks,
  syntheticCursor,
  timerNeverFires,
  toolsNotJournaled,
  toolsPairedByName,
  waitsForEver,
  writerNeverCalled,
]

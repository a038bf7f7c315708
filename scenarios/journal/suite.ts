import type { Suite } from '../../harness/check/suite.ts'
import { journalContract, type CompleteJournal } from './contract.ts'
import { acknowledgedSurvives } from './acknowledged-survives.ts'
import { boundedLossKept } from './bounded-loss.ts'
import { bufferedWrites } from './buffered-writes.ts'
import { clientThatFollows } from './client-that-follows.ts'
import { concurrentWriters } from './concurrent-writers.ts'
import { crashDuringOpen } from './crash-during-open.ts'
import { cursorToALostRecord } from './cursor-to-a-lost-record.ts'
import { cutInsideACharacter } from './cut-inside-a-character.ts'
import { damageBeforeTheCursor } from './damage-before-the-cursor.ts'
import { deleteAfterCleanCompletion } from './delete-after-clean-completion.ts'
import { deleteAgainstAppend } from './delete-against-append.ts'
import { diskFullInTheMiddle } from './disk-full-in-the-middle.ts'
import { errorThenHealthyAppend } from './error-then-healthy-append.ts'
import { fsyncErrorThenPowerCut } from './fsync-error-then-power-cut.ts'
import { howARunEnded } from './how-a-run-ended.ts'
import { identityNeverReissued } from './identity-never-reissued.ts'
import { killReopenPowerCut } from './kill-reopen-power-cut.ts'
import { lineSeparators } from './line-separators.ts'
import { longConversation } from './long-conversation.ts'
import { nulTail } from './nul-tail.ts'
import { prefixInOrder } from './prefix-in-order.ts'
import { randomUse } from './random-use.ts'
import { randomUseFailingDisk } from './random-use-failing-disk.ts'
import { randomUseInTime } from './random-use-in-time.ts'
import { randomUseTwoProcesses } from './random-use-two-processes.ts'
import { readerUnderDelayedVisibility } from './reader-under-delayed-visibility.ts'
import { referenceJournal } from './reference.ts'
import { runsApart } from './runs-apart.ts'
import { sealedStaysSealed } from './sealed-is-final.ts'
import { sharedLogJournal } from './shared-log.ts'
import { silenceAfterTokens } from './silence-after-tokens.ts'
import { terminalAfterBuffered } from './terminal-after-buffered.ts'
import { timeBoundKept } from './time-bound-kept.ts'
import { tornTailThenAppend } from './torn-tail-then-append.ts'
import { twoClaimants } from './two-claimants.ts'

/** All scenarios for an append journal. */
export const journalSuite: Suite<CompleteJournal> = {
  id: 'journal',
  contract: journalContract,
  scenarios: [
    acknowledgedSurvives,
    prefixInOrder,
    tornTailThenAppend,
    cutInsideACharacter,
    nulTail,
    lineSeparators,
    identityNeverReissued,
    cursorToALostRecord,
    damageBeforeTheCursor,
    boundedLossKept,
    timeBoundKept,
    silenceAfterTokens,
    bufferedWrites,
    terminalAfterBuffered,
    killReopenPowerCut,
    crashDuringOpen,
    fsyncErrorThenPowerCut,
    errorThenHealthyAppend,
    diskFullInTheMiddle,
    concurrentWriters,
    twoClaimants,
    runsApart,
    readerUnderDelayedVisibility,
    clientThatFollows,
    howARunEnded,
    sealedStaysSealed,
    deleteAgainstAppend,
    deleteAfterCleanCompletion,
    longConversation,
    randomUse,
    randomUseFailingDisk,
    randomUseTwoProcesses,
    randomUseInTime,
  ],
  reference: referenceJournal,
  others: [sharedLogJournal],
}

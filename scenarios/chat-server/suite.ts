import type { Suite } from '../../harness/check/suite.ts'
import { acceptedPromptSurvives } from './accepted-prompt-survives.ts'
import { ageAcrossBoots } from './age-across-boots.ts'
import { bootSettlesAll } from './boot-settles-all.ts'
import { cleanupAgainstStart } from './cleanup-against-start.ts'
import { clearIsFinal } from './clear-is-final.ts'
import { completedThenKilled } from './completed-then-killed.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { continueAfterMarker } from './continue-after-marker.ts'
import { chatContract, type Chat } from './contract.ts'
import { crashWhileSettling } from './crash-while-settling.ts'
import { cursors } from './cursors.ts'
import { delayedJournal } from './delayed-journal.ts'
import { endedWithoutAWord } from './ended-without-a-word.ts'
import { equalTexts } from './equal-texts.ts'
import { everyEnd } from './every-end.ts'
import { failingDisk } from './failing-disk.ts'
import { followTheDead } from './follow-the-dead.ts'
import { giveUpAge } from './give-up-age.ts'
import { headSavedAsWhole } from './head-saved-as-whole.ts'
import { invisibleFirst } from './invisible-first.ts'
import { killedWhileStreaming } from './killed-while-streaming.ts'
import { lastLook } from './last-look.ts'
import { lateWorker } from './late-worker.ts'
import { listOrder } from './list-order.ts'
import { parallelTools } from './parallel-tools.ts'
import { randomUsersLateJournals } from './random-users-late-journals.ts'
import { randomUsersPowerCuts } from './random-users-power-cuts.ts'
import { randomUsersSlow } from './random-users-slow.ts'
import { randomUsersTwoProcesses } from './random-users-two-processes.ts'
import { randomUsers } from './random-users.ts'
import { referenceChat } from './reference.ts'
import { rottenRecord } from './rotten-record.ts'
import { sentAgain } from './sent-again.ts'
import { sharedLogChat } from './shared-log.ts'
import { silenceAfterTokens } from './silence-after-tokens.ts'
import { slowStart } from './slow-start.ts'
import { steppedClock, steppedClockBeside } from './stepped-clock.ts'
import { stillArriving } from './still-arriving.ts'
import { streamedSurvives } from './streamed-survives.ts'

/** All scenarios for a chat server. */
export const chatServerSuite: Suite<Chat> = {
  id: 'chat-server',
  contract: chatContract,
  scenarios: [
    streamedSurvives, acceptedPromptSurvives, silenceAfterTokens, crashWhileSettling, killedWhileStreaming, completedThenKilled, endedWithoutAWord, cleanupAgainstStart,
    headSavedAsWhole, delayedJournal, stillArriving, concurrentReads, continueAfterMarker, equalTexts, everyEnd, lateWorker, steppedClock, steppedClockBeside,
    failingDisk, cursors, listOrder, clearIsFinal, parallelTools, giveUpAge, ageAcrossBoots, slowStart, bootSettlesAll, invisibleFirst, rottenRecord, lastLook, followTheDead, sentAgain, randomUsers, randomUsersTwoProcesses, randomUsersLateJournals, randomUsersSlow, randomUsersPowerCuts,
  ],
  reference: referenceChat,
  others: [sharedLogChat],
}

import { allSettles, contextIsView, endIsTrue, noFalseInterruption, nothingReturns, nothingWiped, onlyItsOwner, promptSurvives, readsAgree, shownTextStays, syncedTextStays, type ChatInvariant } from './invariants.ts'
import { cursorsAreSound, idsAreSane, nothingIsSkipped, refusedLeavesNothing, stopFrees, streamsEnd } from './invariants-more.ts'
import { allSeeAll, bootSettlesWhatWasLeft, clearedIsGone, listsShowAll, livingIsNotDead, readingIsNoActivity, storedIsThere, untouchedWhileItStreams, waitedForADay } from './invariants-of-users.ts'

/** What holds whatever happens. */
export const ALWAYS: readonly ChatInvariant[] = [
  promptSurvives, shownTextStays, nothingWiped, nothingReturns, onlyItsOwner, readsAgree, idsAreSane, cursorsAreSound, nothingIsSkipped, endIsTrue, contextIsView, refusedLeavesNothing,
]

/** For scenarios that end with `settledInTheEnd`: every marker is final, nothing is pending, every stream can be read. */
export const IN_THE_END: readonly ChatInvariant[] = [...ALWAYS, allSettles, streamsEnd]

/**
 * What people may expect of a chat, whatever they do. The rows are what I1 to I15 say of what these people do and see, and nothing that one bug did: those of I3,
 * I4, I7, I8 and I13 were completed when it was known which bugs the scenarios missed without them.
 */
const WHATEVER_HAPPENS: readonly ChatInvariant[] = [noFalseInterruption, stopFrees, readingIsNoActivity, waitedForADay, bootSettlesWhatWasLeft, storedIsThere, listsShowAll]

export const USERS_EXPECT: readonly ChatInvariant[] = [...IN_THE_END, ...WHATEVER_HAPPENS, clearedIsGone]

/** Where servers sync as they do by default, and nothing takes longer than it should. */
export const USERS_OF_A_POLICY_EXPECT: readonly ChatInvariant[] = [...IN_THE_END.map((law) => (law === shownTextStays ? syncedTextStays : law)), ...WHATEVER_HAPPENS]

/** Where no fault ends a process, and no process stands still or waits longer than the grace. */
export const USERS_OF_PUNCTUAL_SERVERS_EXPECT: readonly ChatInvariant[] = [...IN_THE_END, ...WHATEVER_HAPPENS, untouchedWhileItStreams, livingIsNotDead, allSeeAll]

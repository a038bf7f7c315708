import { allSettles, contextIsView, endIsTrue, noFalseInterruption, nothingReturns, nothingWiped, onlyItsOwner, promptSurvives, readsAgree, shownTextStays, type ChatInvariant } from './invariants.ts'
import { cursorsAreSound, idsAreSane, refusedLeavesNothing, stopFrees, streamsEnd } from './invariants-more.ts'
import { readingIsNoActivity, untouchedWhileItStreams } from './invariants-of-users.ts'

/** What holds whatever happens. */
export const ALWAYS: readonly ChatInvariant[] = [
  promptSurvives, shownTextStays, nothingWiped, nothingReturns, onlyItsOwner, readsAgree, idsAreSane, cursorsAreSound, endIsTrue, contextIsView, refusedLeavesNothing,
]

/** For scenarios that end with `settledInTheEnd`: every marker is final, nothing is pending, every stream can be read. */
export const IN_THE_END: readonly ChatInvariant[] = [...ALWAYS, allSettles, streamsEnd]

/** What people may expect of a chat, whatever they do. */
export const USERS_EXPECT: readonly ChatInvariant[] = [...IN_THE_END, noFalseInterruption, stopFrees, readingIsNoActivity]

/** Where no process stands still and nothing takes longer than the grace. */
export const USERS_OF_PUNCTUAL_SERVERS_EXPECT: readonly ChatInvariant[] = [...USERS_EXPECT, untouchedWhileItStreams]

import { contextIsView, endIsTrue, nothingReturns, nothingWiped, onlyItsOwner, promptSurvives, readsAgree, shownTextStays, type ChatInvariant } from './invariants.ts'
import { cursorsAreSound, idsAreSane, refusedLeavesNothing } from './invariants-more.ts'

/** What holds whatever happens. */
export const ALWAYS: readonly ChatInvariant[] = [
  promptSurvives, shownTextStays, nothingWiped, nothingReturns, onlyItsOwner, readsAgree, idsAreSane, cursorsAreSound, endIsTrue, contextIsView, refusedLeavesNothing,
]

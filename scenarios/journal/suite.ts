import type { Suite } from '../../harness/check/suite.ts'
import { acknowledgedSurvives } from './acknowledged-survives.ts'
import { journalContract, type Journal } from './contract.ts'
import { prefixInOrder } from './prefix-in-order.ts'
import { referenceJournal } from './reference.ts'
import { sharedLogJournal } from './shared-log.ts'
import { tornTailThenAppend } from './torn-tail-then-append.ts'

/** All scenarios for an append journal. */
export const journalSuite: Suite<Journal> = {
  id: 'journal',
  contract: journalContract,
  scenarios: [acknowledgedSurvives, prefixInOrder, tornTailThenAppend],
  reference: referenceJournal,
  others: [sharedLogJournal],
}

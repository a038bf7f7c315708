import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import { boundedLoss } from './bounds.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { exactlyOnce, inOrder, onlyAttempted } from './invariants.ts'
import { appendConcurrently, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
}

const RECORDS = 3
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: RECORDS } }

/** A sync every three records: a power cut loses two at most, the death of the process none. */
export const boundedLossKept: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/bounded-loss',
  title: 'a power cut loses no more acknowledged records than the policy says',
  origin: ['hermes-webui #1353', 'hermes-webui #1585'],
  covers: ['I1', 'I19'],
  needs: ['sync-policies'],
  input: parts<Input>({ events: fewEvents(8), writers: fc.integer({ min: 1, max: 2 }) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events, writers }) {
    appendConcurrently(stage, await stage.start('server', OPTIONS), events, writers)
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [boundedLoss(RECORDS - 1), inOrder, exactlyOnce, onlyAttempted],
})

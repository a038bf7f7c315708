import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import { boundedLoss } from './bounds.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { exactlyOnce, inOrder, noSilentHole, onlyAttempted } from './invariants.ts'
import { appendConcurrently, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 100 }, write: { everyRecords: 3 } }

/** Records wait in the process for others, so that one write takes them all. Its death loses no more than the policy says, and nothing in the middle. */
export const bufferedWrites: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/buffered-writes',
  title: 'the death of the process loses no more records than may be buffered',
  origin: ['hermes-webui #1353'],
  covers: ['I1', 'I19'],
  needs: ['write-policies'],
  input: parts<Input>({ events: fewEvents(8), writers: fc.integer({ min: 1, max: 2 }) }),
  faults: [processDeath({ crashes: 1 })],
  async workload(stage, { events, writers }) {
    appendConcurrently(stage, await stage.start('server', OPTIONS), events, writers)
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [boundedLoss(99, 2), inOrder, noSilentHole, exactlyOnce, onlyAttempted],
})

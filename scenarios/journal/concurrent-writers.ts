import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { idsIncrease, idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, noSilentHole, onlyAttempted } from './invariants.ts'
import { appendConcurrently, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/** The token callback and the metering ticker of one server append at the same time. The order of the ids is the order in the file. */
export const concurrentWriters: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/concurrent-writers',
  title: 'records of several writers stand in the order of their ids, each whole',
  origin: ['hermes-webui #2283', 'hermes-webui #2334', 'hermes-webui #5799'],
  covers: ['I1', 'I10'],
  input: parts<Input>({ events: fewEvents(6), writers: fc.integer({ min: 2, max: 4 }) }),
  faults: [processDeath({ crashes: 1 })],
  async workload(stage, { events, writers }) {
    appendConcurrently(stage, await stage.start('server', OPTIONS), events, writers)
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [acknowledgedSurvive, idsIncrease, idsIssuedOnce, inOrder, noSilentHole, exactlyOnce, onlyAttempted],
})

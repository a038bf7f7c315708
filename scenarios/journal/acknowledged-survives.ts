import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { conversation } from '../conversation/arbitrary.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { acknowledgedSurvive, exactlyOnce, idsIssuedOnce, onlyAttempted } from './invariants.ts'
import { appendConcurrently } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 1 } }

/** Several writers append to one journal that syncs every record; whatever happens then, what was acknowledged is there, once and unchanged. */
export const acknowledgedSurvives: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/acknowledged-survives',
  title: 'what was acknowledged is there after any crash',
  origin: ['hermes-webui #2283', 'octos #2006', 'opensoul #33'],
  needs: ['durable-append'],
  input: fc.record({ events: conversation({ minimumEvents: 1 }), writers: fc.integer({ min: 1, max: 3 }) }, { noNullPrototype: true }),
  faults: [processDeath(), powerCut()],
  async workload(stage, { events, writers }) {
    appendConcurrently(stage, await stage.start('server', OPTIONS), events, writers)
  },
  async recover(stage) {
    const { store } = await stage.start('server', OPTIONS)
    const contents = await store.read()
    if (contents.records.length > 0) stage.sometimes('records were there after a crash')
    return contents
  },
  invariants: [acknowledgedSurvive, onlyAttempted, exactlyOnce, idsIssuedOnce],
  probes: ['records were there after a crash'],
})

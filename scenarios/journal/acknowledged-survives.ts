import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, onlyAttempted } from './invariants.ts'
import { appendConcurrently, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
}

/** In a folder that the journal has to make: two names above the file have to be made durable too. */
const OPTIONS: JournalOptions = { ...EVERY_RECORD, directory: 'sessions/session-1' }

/** Several writers append to one journal that syncs every record; whatever happens then, what was acknowledged is there, once and unchanged. */
export const acknowledgedSurvives: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/acknowledged-survives',
  title: 'what was acknowledged is there after any crash',
  origin: ['hermes-webui #2283', 'octos #2006', 'opensoul #33'],
  covers: ['I1', 'I19'],
  needs: ['durable-append'],
  input: parts<Input>({ events: fewEvents(6), writers: fc.integer({ min: 1, max: 3 }) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
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

import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { acknowledgedSurvive, exactlyOnce, onlyAttempted, ownRecordsOnly } from './invariants.ts'
import { appendAll, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

const optionsOf = (run: string): JournalOptions => ({ run, sync: { everyRecords: 1 } })

/** A run dies, and the next one of the same chat begins beside what it left. Neither reads a record of the other. */
export const runsApart: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/runs-apart',
  title: 'a run never reads the records of another one of the same chat',
  origin: ['hermes-webui #1353', 'hermes-webui #6643'],
  covers: ['I5', 'I6'],
  needs: ['durable-append'],
  input: parts<Input>({ events: fewEvents(2) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events }) {
    const first = await stage.start('server', optionsOf('run-1'))
    await appendAll(first.store, 'run-1', events)
    await first.kill()
    const second = await stage.start('server', optionsOf('run-2'))
    await appendAll(second.store, 'run-2', events)
  },
  async recover(stage) {
    const first = await (await stage.start('server-1', optionsOf('run-1'))).store.read()
    const second = await (await stage.start('server-2', optionsOf('run-2'))).store.read()
    return { records: [...first.records, ...second.records], damaged: first.damaged + second.damaged }
  },
  invariants: [ownRecordsOnly, acknowledgedSurvive, exactlyOnce, onlyAttempted],
})

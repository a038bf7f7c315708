import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalOptions } from './contract.ts'
import { cursorsAreSound, withReplays, type WithReplays } from './cursors.ts'
import { issuedIds } from './evidence.ts'
import { idsIssuedOnce } from './identity.ts'
import { onlyAttempted } from './invariants.ts'
import { appendAll, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly more: ConversationEvent[]
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/**
 * Clients come back with the ids that they were given before the crash. Where the record is there, they get exactly what follows it. Where it was lost, they are
 * told: moved to a neighbour, they would show a record twice or never.
 */
export const cursorToALostRecord: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, WithReplays>({
  id: 'journal/cursor-to-a-lost-record',
  title: 'a cursor gives exactly what follows it, or is refused',
  origin: ['hermes-webui #3124', 'hermes-webui #2283'],
  covers: ['I11', 'I12'],
  needs: ['identity', 'append-after-crash', 'replay'],
  input: parts<Input>({ events: fewEvents(3), more: fewEvents(1) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendAll(store, 'life-1', events)
  },
  async recover(stage, { more }, { number, history }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendAll(store, `life-${number}`, more)
    const seen = issuedIds(history).map(({ id }) => id)
    const { replays, ...contents } = await withReplays(store, [...seen, ...((await store.read()).ids ?? []).slice(-1)])
    if (replays.some(({ result: { status } }) => status === 'lost')) stage.sometimes('a cursor was refused as lost')
    return { ...contents, replays }
  },
  invariants: [cursorsAreSound, idsIssuedOnce, onlyAttempted],
  probes: ['a cursor was refused as lost'],
})

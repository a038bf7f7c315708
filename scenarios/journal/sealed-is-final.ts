import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalContents, JournalOptions } from './contract.ts'
import { sealedIsFinal, stateIsTrue } from './endings.ts'
import { entryOf } from './evidence.ts'
import { inOrder, onlyAttempted } from './invariants.ts'
import { appendWhilePossible, endsWell, fewEvents, parts } from './write-events.ts'
import { sealedIsThere } from './bounds.ts'

interface Input {
  readonly events: ConversationEvent[]
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/** A run is sealed, and its late callbacks and the next life go on appending. */
export const sealedStaysSealed: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, JournalContents>({
  id: 'journal/sealed-is-final',
  title: 'nothing follows the record that seals a run',
  origin: ['hermes-webui #6527', 'hermes-webui #6291'],
  covers: ['I7', 'I13', 'I19'],
  needs: ['seal', 'states', 'append-after-crash'],
  input: parts<Input>({ events: fewEvents(2) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendWhilePossible(store, 'writer-1', events)
    stage.client('late', async () => void (await appendWhilePossible(store, 'late', events)))
    await endsWell(store.seal(entryOf('seal', 1, { event: 'done', payload: { terminal_state: 'completed' } })))
  },
  async recover(stage, { events }, { number }) {
    const { store } = await stage.start('server', OPTIONS)
    const { state } = await store.read()
    if (state === 'sealed') stage.sometimes('a sealed run was opened again')
    await appendWhilePossible(store, `life-${number}`, events)
    return store.read()
  },
  invariants: [sealedIsFinal, sealedIsThere, stateIsTrue, inOrder, onlyAttempted],
  probes: ['a sealed run was opened again'],
})

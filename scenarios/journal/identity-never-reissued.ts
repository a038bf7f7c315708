import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { idsIncrease, idsIssuedOnce } from './identity.ts'
import { exactlyOnce, inOrder, onlyAttempted } from './invariants.ts'
import { appendAll, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly more: ConversationEvent[]
}

/** Acknowledged at once, on the medium much later: a power cut loses records whose ids clients have seen. */
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/** A journal that counts on from the records that it finds gives the ids of lost ones to others, and a client's cursor then skips what it has never seen. */
export const identityNeverReissued: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/identity-never-reissued',
  title: 'an id that a client has seen is never given to another record',
  origin: ['hermes-webui #3124', 'hermes-webui #2283', 'hermes-webui #6643'],
  covers: ['I10', 'I11'],
  needs: ['identity', 'append-after-crash'],
  input: parts<Input>({ events: fewEvents(3), more: fewEvents(2) }),
  faults: [processDeath(), powerCut()],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendAll(store, 'life-1', events)
  },
  async recover(stage, { more }, { number }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendAll(store, `life-${number}`, more)
    return store.read()
  },
  invariants: [idsIssuedOnce, idsIncrease, inOrder, exactlyOnce, onlyAttempted],
})

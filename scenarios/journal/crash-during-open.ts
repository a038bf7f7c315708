import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { idsIncrease, idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import { appendAll, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

/** In a folder of its own, which the first opening makes. */
const OPTIONS: JournalOptions = { ...EVERY_RECORD, directory: 'sessions' }

/** Opening is stopped at every step, and so is the opening after that. However often, nothing is lost, nothing is there twice, and no id comes again. */
export const crashDuringOpen: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/crash-during-open',
  title: 'opening can be stopped at every step, again and again',
  origin: ['hermes-webui #1353', 'pi-context-vault #27'],
  covers: ['I1', 'I9', 'I10'],
  needs: ['durable-append', 'append-after-crash'],
  input: parts<Input>({ events: fewEvents(1) }),
  faults: [processDeath(), powerCut()],
  async workload(stage, { events }) {
    const server = await stage.start('server', OPTIONS)
    await appendAll(server.store, 'life-1', events)
    await server.restart()
  },
  async recover(stage, { events }, { number }) {
    const { store } = await stage.start('server', OPTIONS)
    await store.read()
    if (number > 2) stage.sometimes('an opening after a crash was stopped in its turn')
    if (number === 2) await appendAll(store, 'life-2', events)
    return store.read()
  },
  invariants: [acknowledgedSurvive, shownStays, inOrder, exactlyOnce, onlyAttempted, idsIssuedOnce, idsIncrease],
  probes: ['an opening after a crash was stopped in its turn'],
})

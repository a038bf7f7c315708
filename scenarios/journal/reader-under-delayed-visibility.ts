import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalContents, JournalOptions } from './contract.ts'
import { seenWithin } from './followers.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, onlyAttempted, readsGrow } from './invariants.ts'
import { appendAll, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

const LOOKS = 4
const DELAY_MS = 1_000
const READER: JournalOptions = { ...EVERY_RECORD, reader: true }

/**
 * A second process looks on through the caches of a network file system: the file is missing, then empty, then a prefix, and its end may read NUL for a while.
 * What it sees is a prefix each time, never something else; and when the delay is over it sees everything, whatever it has read before.
 */
export const readerUnderDelayedVisibility: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, JournalContents>({
  id: 'journal/reader-under-delayed-visibility',
  title: 'a reader that sees late sees prefixes, and in the end everything',
  origin: ['hermes-webui #2615'],
  covers: ['I1', 'I8'],
  needs: ['readers', 'durable-append'],
  punctual: true,
  input: parts<Input>({ events: fewEvents(4) }),
  faults: [delayedVisibility({ readers: ['reader'], delayMsMax: DELAY_MS }), processDeath({ crashes: 1 })],
  async workload(stage, { events }) {
    const reader = await stage.start('reader', READER)
    stage.client('onlooker', async () => {
      for (let look = 0; look < LOOKS; look++) {
        await reader.store.read()
        await stage.clock.sleep(DELAY_MS / 2)
      }
    })
    const { store } = await stage.start('server', EVERY_RECORD)
    await appendAll(store, 'writer-1', events)
  },
  async recover(stage) {
    return (await stage.start('reader', READER)).store.read()
  },
  invariants: [acknowledgedSurvive, readsGrow, seenWithin(DELAY_MS), exactlyOnce, onlyAttempted, idsIssuedOnce],
})

import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { conversation } from '../conversation/arbitrary.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import { boundedLoss } from './bounds.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { entryOf } from './evidence.ts'
import { exactlyOnce, inOrder, onlyAttempted } from './invariants.ts'
import { parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  /** Records that come in one turn: a model that answers in bursts. */
  readonly burst: number
}

const RECORDS = 100
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: RECORDS } }

/** Now and then a conversation of hundreds of events, over many pages, in bursts. */
export const longConversation: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/long-conversation',
  title: 'a conversation of hundreds of events is as safe as a short one',
  origin: ['hermes-webui #1353', 'hermes-webui #5799'],
  covers: ['I1', 'I10'],
  needs: ['sync-policies'],
  input: parts<Input>({ events: conversation({ minimumEvents: 1, maximumEvents: 6, longOneIn: 10 }), burst: fc.constantFrom(1, 40) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events, burst }) {
    const { store } = await stage.start('server', OPTIONS)
    const size = Math.max(burst, Math.ceil(events.length / 8))
    // Calls of one burst may arrive in any order, so each has a writer of its own.
    for (let from = 0; from < events.length; from += size) {
      await Promise.all(events.slice(from, from + size).map((event, index) => store.append(entryOf(`writer-${index + 1}`, from / size + 1, event))))
    }
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [boundedLoss(RECORDS - 1), inOrder, exactlyOnce, onlyAttempted],
})

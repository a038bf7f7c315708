import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import { onMediumWithin } from './bounds.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { entryOf } from './evidence.ts'
import { inOrder, onlyAttempted } from './invariants.ts'
import { fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  /** Between two tokens. */
  readonly everyMs: number
}

const BOUND_MS = 20
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyMs: BOUND_MS } }

/** Tokens come one after the other, faster than the bound: a timer that each of them sets back never fires. */
export const timeBoundKept: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/time-bound-kept',
  title: 'a record is on the medium within the time of the policy, whatever follows it',
  origin: ['hermes-webui #1353', 'hermes-webui #1585'],
  covers: ['I1', 'I19'],
  needs: ['sync-policies'],
  punctual: true,
  input: parts<Input>({ events: fewEvents(8), everyMs: fc.constantFrom(7, 12) }),
  faults: [powerCut({ crashes: 1 })],
  async workload(stage, { events, everyMs }) {
    const { store } = await stage.start('server', OPTIONS)
    for (const [index, event] of events.entries()) {
      await store.append(entryOf('writer-1', index + 1, event))
      await stage.clock.sleep(everyMs)
    }
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [onMediumWithin(BOUND_MS), inOrder, onlyAttempted],
})

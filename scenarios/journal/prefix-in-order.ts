import fc, { type Arbitrary } from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions, Sync } from './contract.ts'
import { idsIncrease, idsIssuedOnce } from './identity.ts'
import { exactlyOnce, inOrder, noSilentHole, onlyAttempted } from './invariants.ts'
import { appendConcurrently, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
  readonly sync: Sync
}

/** From the safest policy, towards which inputs shrink, to those that leave much unsynced. */
const sync: Arbitrary<Sync> = fc.oneof(
  parts<{ everyRecords: number }>({ everyRecords: fc.constantFrom(1, 3) }),
  parts<{ everyMs: number }>({ everyMs: fc.constantFrom(20) }),
  parts<{ terminal: boolean }>({ terminal: fc.constantFrom(true) }),
)

const run = 'run-1'

/** Under any sync policy, what is left is a prefix of what each writer appended. Where a power cut took a record out of the middle, the reader says so. */
export const prefixInOrder: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/prefix-in-order',
  title: 'what is left is in order, once, and without a silent hole',
  origin: ['hermes-webui #2283', 'hermes-webui #2334'],
  covers: ['I1', 'I10', 'I12'],
  input: parts<Input>({ events: fewEvents(8), writers: fc.integer({ min: 1, max: 3 }), sync }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, input) {
    const options: JournalOptions & { readonly sync: Sync } = { run, sync: input.sync }
    appendConcurrently(stage, await stage.start('server', options), input.events, input.writers)
  },
  async recover(stage, input) {
    const { store } = await stage.start('server', { run, sync: input.sync })
    const contents = await store.read()
    if (contents.records.length > 0) stage.sometimes('records were there after a crash')
    if (contents.damaged > 0) stage.sometimes('damage was reported')
    return contents
  },
  invariants: [inOrder, noSilentHole, exactlyOnce, onlyAttempted, idsIssuedOnce, idsIncrease],
  probes: ['records were there after a crash'],
})

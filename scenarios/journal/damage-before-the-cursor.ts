import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal } from './contract.ts'
import { cursorsAreSound, withReplays, type WithReplays } from './cursors.ts'
import { issuedIds } from './evidence.ts'
import { exactlyOnce, onlyAttempted, rotSpreadsNoFurther } from './invariants.ts'
import { appendAll, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

const BITS = 2

/** A bit rots in the middle of the file. It costs the record that it hit; a client whose cursor is behind it does not notice. */
export const damageBeforeTheCursor: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, WithReplays>({
  id: 'journal/damage-before-the-cursor',
  title: 'damage to one record hides no other, and stops no client that is beyond it',
  origin: ['hermes-webui #2283', 'hermes-webui #1353'],
  covers: ['I11', 'I12'],
  needs: ['identity', 'replay', 'durable-append'],
  input: parts<Input>({ events: fewEvents(4) }),
  faults: [powerCut({ crashes: 1 }), bitRot({ bitsMax: BITS, paths: ['*.jsonl'] })],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    await appendAll(store, 'writer-1', events)
  },
  async recover(stage, _input, { history }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    return withReplays(store, issuedIds(history).map(({ id }) => id))
  },
  invariants: [rotSpreadsNoFurther(BITS), cursorsAreSound, exactlyOnce, onlyAttempted],
})

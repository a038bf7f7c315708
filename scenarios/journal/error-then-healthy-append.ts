import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import { shortWrite } from '../../harness/faults/short-transfers.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents } from './contract.ts'
import { entryOf } from './evidence.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, onlyAttempted } from './invariants.ts'
import { endsWell, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

/**
 * One append meets EIO, or writes a part of its record; the caller goes on with the next one. Where that is acknowledged it must be found, behind whatever the
 * failed one left.
 */
export const errorThenHealthyAppend: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/error-then-healthy-append',
  title: 'a record that is acknowledged behind one that failed is found',
  origin: ['oh-my-pi #8596', 'rocksdb #13366'],
  covers: ['I12', 'I19'],
  needs: ['durable-append', 'io-errors'],
  input: parts<Input>({ events: fewEvents(4) }),
  faults: [ioError({ operations: ['write'], paths: ['*.jsonl'], lasts: 'once' }), shortWrite({ paths: ['*.jsonl'] }), powerCut({ crashes: 1 })],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    for (const [index, event] of events.entries()) {
      if (!(await endsWell(store.append(entryOf('writer-1', index + 1, event))))) stage.sometimes('an append met the error')
    }
  },
  async recover(stage) {
    return (await stage.start('server', EVERY_RECORD)).store.read()
  },
  invariants: [acknowledgedSurvive, onlyAttempted, exactlyOnce, inOrder, idsIssuedOnce],
  probes: ['an append met the error'],
})

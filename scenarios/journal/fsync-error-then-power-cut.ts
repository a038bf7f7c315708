import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents } from './contract.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import { appendWhilePossible, EVERY_RECORD, fewEvents, parts, restartAtLast } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly more: ConversationEvent[]
}

/**
 * An fsync fails: the bytes are in the page cache, marked clean, and not on the medium. The journal is opened again, reads them there, shows them, syncs, and the
 * sync ends well. Then the power is cut. Whatever had been shown or acknowledged must still be there.
 */
export const fsyncErrorThenPowerCut: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/fsync-error-then-power-cut',
  title: 'after an fsync error, what a reopened journal shows is on the medium',
  origin: ['postgresql fsyncgate', 'turso #2091', 'rocksdb #11731'],
  covers: ['I1', 'I19'],
  needs: ['durable-append', 'append-after-crash', 'io-errors'],
  input: parts<Input>({ events: fewEvents(3), more: fewEvents(1) }),
  faults: [fsyncError({ as: ['ext4', 'btrfs', 'reverting'], paths: ['*.jsonl'] }), powerCut({ crashes: 1 })],
  async workload(stage, { events, more }) {
    const server = await stage.start('server', EVERY_RECORD)
    if (!(await appendWhilePossible(server.store, 'before', events))) {
      stage.sometimes('an append met the error')
      await restartAtLast(server)
      await server.store.read()
    }
    await appendWhilePossible(server.store, 'after', more)
  },
  async recover(stage) {
    return (await stage.start('server', EVERY_RECORD)).store.read()
  },
  invariants: [acknowledgedSurvive, shownStays, inOrder, onlyAttempted, exactlyOnce, idsIssuedOnce],
  probes: ['an append met the error'],
})

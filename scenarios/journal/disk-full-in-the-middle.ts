import { scenario } from '../../harness/check/define-scenario.ts'
import type { Connection, Scenario, Stage } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents } from './contract.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import { appendWhilePossible, EVERY_RECORD, fewEvents, parts, restartAtLast } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly more: ConversationEvent[]
}

/** The disk is full in the middle of a record: half of it stays. Later there is room again, the journal is opened again and goes on. */
export const diskFullInTheMiddle: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/disk-full-in-the-middle',
  title: 'a disk that was full for a while costs only what was not acknowledged',
  origin: ['oh-my-pi #8596'],
  covers: ['I1', 'I12', 'I19'],
  needs: ['durable-append', 'append-after-crash', 'io-errors'],
  input: parts<Input>({ events: fewEvents(3), more: fewEvents(2) }),
  faults: [diskFull({ freeBytesMax: 4_096 }), powerCut({ crashes: 1 })],
  async workload(stage, { events, more }) {
    const server = await startWithRoom(stage)
    if (!(await appendWhilePossible(server.store, 'before', events))) {
      stage.sometimes('an append met the full disk')
      stage.heal()
      await restartAtLast(server)
      await server.store.read()
    }
    await appendWhilePossible(server.store, 'after', more)
  },
  async recover(stage) {
    return (await stage.start('server', EVERY_RECORD)).store.read()
  },
  invariants: [acknowledgedSurvive, shownStays, inOrder, onlyAttempted, exactlyOnce, idsIssuedOnce],
  probes: ['an append met the full disk'],
})

/** Where there is no room for a new journal, there is later. */
async function startWithRoom(stage: Stage<Journal>): Promise<Connection<Journal>> {
  try {
    return await stage.start('server', EVERY_RECORD)
  } catch {
    stage.heal()
    return stage.start('server', EVERY_RECORD)
  }
}

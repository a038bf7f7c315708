import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalContents } from './contract.ts'
import { deletedIsGone, keptUntilDeleted } from './endings.ts'
import { idsIssuedOnce } from './identity.ts'
import { onlyAttempted } from './invariants.ts'
import { appendWhilePossible, endsWell, EVERY_RECORD, fewEvents, NOTHING_THERE, parts, startUnlessRefused } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

/**
 * A user deletes the chat while its run goes on: the worker appends, and a late one opens the journal. Once the deletion is acknowledged, nothing of the run comes
 * back: no file that is made anew, no record on an unlinked one that was acknowledged, no id that is issued again.
 */
export const deleteAgainstAppend: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, JournalContents>({
  id: 'journal/delete-against-append',
  title: 'a deleted run stays deleted, whoever appends to it',
  origin: ['hermes-webui #3802', 'hermes-webui #6643', 'Irrlicht #1993'],
  covers: ['I4', 'I10', 'I19'],
  needs: ['delete', 'append-after-crash', 'readers'],
  input: parts<Input>({ events: fewEvents(3) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    stage.client('worker', async () => void (await appendWhilePossible(store, 'worker', events)))
    stage.client('user', async () => {
      await endsWell(store.discard())
      await appendWhilePossible(store, 'too-late', events)
      const late = await startUnlessRefused(stage, 'late', EVERY_RECORD)
      if (late !== undefined) await appendWhilePossible(late.store, 'late', events)
    })
  },
  async recover(stage, { events }, { number }) {
    // Who only looks does not finish a deletion that was cut short, as an opening may.
    await (await stage.start('onlooker', { ...EVERY_RECORD, reader: true })).store.read()
    const connection = await startUnlessRefused(stage, 'server', EVERY_RECORD)
    if (connection === undefined) {
      stage.sometimes('a deleted run was not opened again')
      return NOTHING_THERE
    }
    await appendWhilePossible(connection.store, `life-${number}`, events)
    return connection.store.read()
  },
  invariants: [deletedIsGone, keptUntilDeleted, idsIssuedOnce, onlyAttempted],
  probes: ['a deleted run was not opened again'],
})

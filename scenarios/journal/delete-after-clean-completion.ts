import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalContents } from './contract.ts'
import { deletedIsGone, keptUntilDeleted } from './endings.ts'
import { entryOf } from './evidence.ts'
import { onlyAttempted } from './invariants.ts'
import { appendAll, endsWell, EVERY_RECORD, fewEvents, NOTHING_THERE, parts, startUnlessRefused } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly end: 'done' | 'cancel' | 'apperror' | 'none'
}

/** The worker's last act is to delete the journal, however its run ended. Of a run that was cancelled, failed or never sealed, the journal may be all that is left. */
export const deleteAfterCleanCompletion: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, JournalContents>({
  id: 'journal/delete-after-clean-completion',
  title: 'only a run that came to an orderly end is deleted',
  origin: ['hermes-webui #1353', 'hermes-webui #1585'],
  covers: ['I1', 'I4'],
  needs: ['delete', 'seal', 'durable-append', 'readers'],
  input: parts<Input>({ events: fewEvents(2), end: fc.constantFrom('done', 'cancel', 'apperror', 'none') }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events, end }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    await appendAll(store, 'writer-1', events.filter(({ event }) => event !== 'done'))
    if (end !== 'none') {
      await store.append(entryOf('end', 1, { event: end, payload: { text: '' } }))
      await store.seal(entryOf('end', 2, { event: 'stream_end', payload: { text: '' } }))
    }
    await endsWell(store.delete())
  },
  async recover(stage) {
    // Who only looks does not finish a deletion that was cut short, as an opening may.
    await (await stage.start('onlooker', { ...EVERY_RECORD, reader: true })).store.read()
    const connection = await startUnlessRefused(stage, 'server', EVERY_RECORD)
    return connection === undefined ? NOTHING_THERE : connection.store.read()
  },
  invariants: [keptUntilDeleted, deletedIsGone, onlyAttempted],
})

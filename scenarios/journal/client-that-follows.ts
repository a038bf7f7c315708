import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalContents, JournalOptions, RecordId } from './contract.ts'
import { entryOf } from './evidence.ts'
import { followed, FOLLOWED, followersMissNothing, lookOn } from './followers.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, onlyAttempted } from './invariants.ts'
import { appendAll, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly more: ConversationEvent[]
}

const DELAY_MS = 1_000
/** Between a record and the look that follows it: less than a reader may be late. */
const TOKEN_MS = 400
const READER: JournalOptions = { ...EVERY_RECORD, reader: true }

/**
 * A client follows a run from cursor to cursor, through a process that sees the file late, and goes on after a crash where it was. Whatever it was given an id
 * for it will not ask for again: an id that was made up for it hides the record that gets this id in truth.
 */
export const clientThatFollows: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, JournalContents>({
  id: 'journal/client-that-follows',
  title: 'a client that follows a run from cursor to cursor misses nothing',
  origin: ['hermes-webui #2283', 'hermes-webui #3124'],
  covers: ['I1', 'I11'],
  needs: ['readers', 'replay', 'identity', 'durable-append', 'append-after-crash'],
  input: parts<Input>({ events: fewEvents(4), more: fewEvents(1) }),
  faults: [delayedVisibility({ readers: [FOLLOWED], delayMsMax: DELAY_MS }), processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events }) {
    const reader = await stage.start(FOLLOWED, READER)
    const { store } = await stage.start('server', EVERY_RECORD)
    let cursor: RecordId | undefined
    for (const [index, event] of events.entries()) {
      await store.append(entryOf('life-1', index + 1, event))
      await stage.clock.sleep(TOKEN_MS)
      cursor = await lookOn(reader.store, cursor)
    }
  },
  async recover(stage, { more }, { number, history }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    const reader = await stage.start(FOLLOWED, READER)
    const { cursor } = followed(history)
    const goesOnFrom = await lookOn(reader.store, cursor)
    if (cursor !== undefined && goesOnFrom !== undefined) stage.sometimes('a client went on after a crash')
    await appendAll(store, `life-${number}`, more)
    await lookOn(reader.store, goesOnFrom)
    return store.read()
  },
  invariants: [followersMissNothing, acknowledgedSurvive, exactlyOnce, onlyAttempted, idsIssuedOnce],
  probes: ['a client went on after a crash'],
})

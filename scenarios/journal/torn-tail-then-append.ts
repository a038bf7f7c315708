import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { conversation } from '../conversation/arbitrary.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { acknowledgedSurvive, exactlyOnce, idsIssuedOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import { appendAll, appendConcurrently } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly writers: number
  /** What every later life appends. */
  readonly more: ConversationEvent[]
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 1 } }

/**
 * A crash may leave half a record at the end. The next life appends behind it, and crashes in its turn. Appended to half a line, its first record would share
 * that line and be lost with it.
 */
export const tornTailThenAppend: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/torn-tail-then-append',
  title: 'a record appended behind a torn tail is as safe as any other',
  origin: ['hermes-webui #1353', 'octos #2006', 'octos #2289', 'oh-my-pi #8596', 'hive #173', 'opencompany #389'],
  needs: ['durable-append', 'append-after-crash'],
  input: fc.record(
    {
      events: conversation({ minimumEvents: 1, maximumEvents: 6, longOneIn: 0 }),
      writers: fc.integer({ min: 1, max: 2 }),
      more: conversation({ minimumEvents: 1, maximumEvents: 3, longOneIn: 0 }),
    },
    { noNullPrototype: true },
  ),
  faults: [processDeath(), powerCut()],
  async workload(stage, { events, writers }) {
    appendConcurrently(stage, await stage.start('server', OPTIONS), events, writers)
  },
  async recover(stage, { more }, { number }) {
    const { store } = await stage.start('server', OPTIONS)
    const found = await store.read()
    if (found.damaged > 0) stage.sometimes('damage was reported')
    await appendAll(store, `life-${number}`, more)
    if (number > 2) stage.sometimes('a life after a crash crashed in its turn')
    return store.read()
  },
  invariants: [acknowledgedSurvive, shownStays, inOrder, onlyAttempted, exactlyOnce, idsIssuedOnce],
  probes: ['a life after a crash crashed in its turn'],
})

import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents } from './contract.ts'
import { idsIncrease, idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import { appendAll, EVERY_RECORD, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  /** What every later life appends. */
  readonly more: ConversationEvent[]
}

/**
 * A crash may leave half a record at the end. The next life appends behind it, and crashes in its turn. Appended to half a line, its first record would share
 * that line and be lost with it.
 */
export const tornTailThenAppend: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/torn-tail-then-append',
  title: 'a record appended behind a torn tail is as safe as any other',
  origin: ['hermes-webui #1353', 'octos #2006', 'octos #2289', 'oh-my-pi #8596', 'hive #173', 'opencompany #389'],
  covers: ['I1', 'I10', 'I12'],
  needs: ['durable-append', 'append-after-crash'],
  input: parts<Input>({ events: fewEvents(3), more: fewEvents(2) }),
  faults: [processDeath(), powerCut()],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    await appendAll(store, 'life-1', events)
  },
  async recover(stage, { more }, { number }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    const found = await store.read()
    if (found.damaged > 0) stage.sometimes('damage was reported')
    await appendAll(store, `life-${number}`, more)
    if (number > 2) stage.sometimes('a life after a crash crashed in its turn')
    return store.read()
  },
  invariants: [acknowledgedSurvive, shownStays, inOrder, onlyAttempted, exactlyOnce, idsIssuedOnce, idsIncrease],
  probes: ['a life after a crash crashed in its turn'],
})

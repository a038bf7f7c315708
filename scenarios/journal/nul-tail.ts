import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { terminalIsSafe } from './bounds.ts'
import { stateIsTrue } from './endings.ts'
import { entryOf } from './evidence.ts'
import { exactlyOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import { appendAll, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { terminal: true } }

/**
 * A power cut may leave a file that is longer than what reached the medium: it ends in NULs. The next life appends the end of the run behind them. On one line
 * with the NULs it would be lost, and the run be reported as going on for ever.
 */
export const nulTail: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/nul-tail',
  title: 'the end of a run that is appended behind NULs is found',
  origin: ['hermes-webui #2283'],
  covers: ['I12', 'I13'],
  needs: ['append-after-crash', 'sync-policies'],
  input: parts<Input>({ events: fewEvents(3) }),
  faults: [powerCut()],
  async workload(stage, { events }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendAll(store, 'life-1', events)
  },
  async recover(stage, _input, { number }) {
    const { store } = await stage.start('server', OPTIONS)
    const found = await store.read()
    if (found.damaged > 0) stage.sometimes('damage was reported')
    await store.append(entryOf(`life-${number}`, 1, { event: 'done', payload: { terminal_state: 'completed' } }))
    return store.read()
  },
  invariants: [terminalIsSafe, stateIsTrue, shownStays, inOrder, onlyAttempted, exactlyOnce],
})

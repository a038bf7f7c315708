import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import { terminalIsSafe } from './bounds.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { stateIsTrue } from './endings.ts'
import { entryOf } from './evidence.ts'
import { inOrder, onlyAttempted } from './invariants.ts'
import { appendAll, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
  readonly end: 'done' | 'cancel' | 'apperror'
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { terminal: true } }

/**
 * Records that are only in the page cache, and then the one that ends the run. Written with O_DSYNC it is on the medium alone: the bytes before it may read NUL
 * on ext4 and xfs. The policy promises all of them.
 */
export const terminalAfterBuffered: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/terminal-after-buffered',
  title: 'an acknowledged end of a run is on the medium with all before it',
  origin: ['hermes-webui #2283'],
  covers: ['I1', 'I13', 'I19'],
  needs: ['sync-policies'],
  input: parts<Input>({ events: fewEvents(3), end: fc.constantFrom('done', 'cancel', 'apperror') }),
  faults: [powerCut({ crashes: 1 })],
  async workload(stage, { events, end }) {
    const { store } = await stage.start('server', OPTIONS)
    await appendAll(store, 'writer-1', events)
    await store.append(entryOf('end', 1, { event: end, payload: { text: '' } }))
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [terminalIsSafe, stateIsTrue, inOrder, onlyAttempted],
})

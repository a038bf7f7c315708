import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { idsIssuedOnce } from './identity.ts'
import { exactlyOnce, inOrder, onlyAttempted, shownStays } from './invariants.ts'
import { appendWhilePossible, fewEvents, parts } from './write-events.ts'

interface Input {
  readonly events: ConversationEvent[]
}

/** Records stay in the page cache for long. */
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/**
 * The process is killed; the page cache lives. The next one reads there what is not on the medium, shows it to clients, who act on it; then the power is cut.
 * What recovery shows has to be durable first.
 */
export const killReopenPowerCut: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/kill-reopen-power-cut',
  title: 'what a journal shows after the death of its process stays',
  origin: ['octos #2006', 'hermes-webui #2283'],
  covers: ['I1', 'I9'],
  needs: ['append-after-crash'],
  input: parts<Input>({ events: fewEvents(3) }),
  faults: [powerCut({ crashes: 1 }), processDeath({ crashes: 1, single: true })],
  async workload(stage, { events }) {
    const server = await stage.start('server', OPTIONS)
    await appendWhilePossible(server.store, 'writer-1', events)
    await server.restart()
    await server.store.read()
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [shownStays, inOrder, onlyAttempted, exactlyOnce, idsIssuedOnce],
})

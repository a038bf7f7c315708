import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat, ScriptStep } from './contract.ts'
import { done, killWhileAnswering, readOften, readTwice, silence } from './converse.ts'
import type { Observed } from './evidence.ts'
import { allSettles } from './invariants.ts'
import { ALWAYS } from './laws.ts'
import { record, steps } from './scripts.ts'

interface Input {
  /** So often is the session read while its journal cannot be seen. */
  readonly hiddenReads: 0 | 1 | 5 | 20
  readonly says: readonly ScriptStep[]
  readonly ends: boolean
}

const GIVE_UP_MS = 24 * 60 * 60_000

/**
 * The journal of a dead run is seen late, as on a network file system. However often the session is read meanwhile, nothing is used up by it: when the journal
 * comes, its text is taken over.
 */
export const delayedJournal: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/delayed-journal',
  title: 'a journal that comes late is recovered after 0, 1, 5 and 20 reads that did not see it',
  origin: ['hermes-webui #2615', 'hermes-webui 2a303de2a'],
  needs: ['several-processes', 'late-journals', 'give-up'],
  covers: ['I1', 'I2', 'I8', 'I9'],
  input: record<Input>({
    hiddenReads: fc.constantFrom(0, 1, 5, 20),
    says: steps(3),
    ends: fc.boolean(),
  }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { hiddenReads, says, ends }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script: [...says, ends ? done() : silence] }, says.length + (ends ? 1 : 0))
    const { store } = await stage.start('second')
    await readOften(store, 's', hiddenReads)
    const before = await store.readSession('s')
    if (hiddenReads > 0 && before?.messages.some(({ note }) => note === 'pending') === true) stage.sometimes('it was read while the journal was hidden')
    stage.heal()
    await readOften(store, 's', 2)
    await stage.clock.sleep(GIVE_UP_MS + 1_000)
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await readTwice(store, ['s'])
    await stage.clock.sleep(GIVE_UP_MS + 1_000)
    return readTwice(store, ['s'])
  },
  invariants: [...ALWAYS, allSettles],
  probes: ['it was read while the journal was hidden'],
})

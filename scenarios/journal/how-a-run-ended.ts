import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { stateIsTrue } from './endings.ts'
import { entryOf } from './evidence.ts'
import { onlyAttempted } from './invariants.ts'
import { parts } from './write-events.ts'

interface Input {
  readonly events: string[]
  /** After it only `stream_end` follows, if anything. */
  readonly end: string
  readonly tidied: boolean
}

const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/**
 * A run ends in an error and is then tidied up with `stream_end`: it stays an error. One that has shown nothing is not one that is missing. Five states are told
 * apart, by owners and by readers, on whatever a crash left.
 */
export const howARunEnded: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/how-a-run-ended',
  title: 'the state and the end of a run are those of its records',
  origin: ['hermes-webui #2283', 'hermes-webui #2615', 'hermes-webui #6291'],
  covers: ['I7', 'I13'],
  needs: ['states'],
  input: parts<Input>({
    events: fc.array(fc.constantFrom('token', 'metering', 'title', 'done'), { maxLength: 2 }),
    end: fc.constantFrom('token', 'done', 'apperror', 'cancel'),
    tidied: fc.boolean(),
  }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { events, end, tidied }) {
    const { store } = await stage.start('server', OPTIONS)
    for (const [index, event] of [...events, end, ...(tidied ? ['stream_end'] : [])].entries()) await store.append(entryOf('writer-1', index + 1, { event, payload: { text: 'x' } }))
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [stateIsTrue, onlyAttempted],
})

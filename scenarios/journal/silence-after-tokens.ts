import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import { onMediumWithin } from './bounds.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'
import { entryOf } from './evidence.ts'
import { inOrder, onlyAttempted } from './invariants.ts'
import { parts } from './write-events.ts'

interface Input {
  readonly tokens: number
}

const BOUND_MS = 3_000
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 100, everyMs: BOUND_MS } }

/**
 * Fifty tokens and then silence: fewer than the policy counts, and nobody appends again or asks. The writer itself has to keep the time; a helper that the next
 * append would call, or that nothing calls, loses them all.
 */
export const silenceAfterTokens: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/silence-after-tokens',
  title: 'fifty tokens and then silence are on the medium within the time of the policy',
  origin: ['hermes-webui #1353', 'hermes-webui #1585'],
  covers: ['I1', 'I19'],
  needs: ['sync-policies'],
  punctual: true,
  input: parts<Input>({ tokens: fc.integer({ min: 1, max: 50 }) }),
  faults: [powerCut({ crashes: 1 })],
  async workload(stage, { tokens }) {
    const { store } = await stage.start('server', OPTIONS)
    await Promise.all(Array.from({ length: tokens }, (_, index) => store.append(entryOf(`token-${index + 1}`, 1, { event: 'token', payload: { text: ' the' } }))))
    await stage.clock.sleep(10 * BOUND_MS)
  },
  async recover(stage) {
    return (await stage.start('server', OPTIONS)).store.read()
  },
  invariants: [onMediumWithin(BOUND_MS), inOrder, onlyAttempted],
})

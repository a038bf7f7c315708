import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Journal, JournalContents } from './contract.ts'
import { entryOf } from './evidence.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, noSilentHole, onlyAttempted } from './invariants.ts'
import { EVERY_RECORD, parts } from './write-events.ts'

interface Input {
  /** Bytes before the long text: they decide where in a character a page ends. */
  readonly shift: number
  readonly character: string
}

/** A text of more bytes than a page, so that a write of it can be cut. */
const BYTES = 4_200

/**
 * A crash cuts a write in the middle of a character of several bytes. What is left is no UTF-8: a reader that decodes the whole file, or that replaces what it
 * cannot decode before it checks, loses or changes records that are intact.
 */
export const cutInsideACharacter: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/cut-inside-a-character',
  title: 'a record cut inside a character costs only itself',
  origin: ['opencompany #389', 'hermes-webui #2283'],
  covers: ['I1', 'I12'],
  needs: ['durable-append'],
  input: parts<Input>({ shift: fc.integer({ min: 0, max: 3 }), character: fc.constantFrom('é', '你', '🙂') }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { shift, character }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    const long = 'x'.repeat(shift) + character.repeat(BYTES / Buffer.byteLength(character))
    for (const [index, text] of ['first', long].entries()) await store.append(entryOf('writer-1', index + 1, { event: 'token', payload: { text } }))
  },
  async recover(stage) {
    const { store } = await stage.start('server', EVERY_RECORD)
    const contents = await store.read()
    if (contents.damaged > 0) stage.sometimes('a record was cut')
    return contents
  },
  invariants: [acknowledgedSurvive, noSilentHole, inOrder, onlyAttempted, exactlyOnce],
  probes: [],
})

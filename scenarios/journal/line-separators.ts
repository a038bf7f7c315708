import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Journal, JournalContents } from './contract.ts'
import { entryOf } from './evidence.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, noSilentHole, onlyAttempted } from './invariants.ts'
import { EVERY_RECORD, parts } from './write-events.ts'

interface Input {
  readonly texts: string[]
}

/** What some reader or other takes for the end of a line; JSON leaves the first three unescaped. */
const SEPARATORS = ['\u2028', '\u2029', '\u0085', '\u000b', '\u000c', '\u001c', '\r', '\n', '\r\n']

/** A line ends with the byte 0x0A and with nothing else. */
export const lineSeparators: Scenario<Journal> = scenario<Journal, Input, JournalContents>({
  id: 'journal/line-separators',
  title: 'text with U+2028, U+2029, U+0085 and other separators comes back whole',
  origin: ['hermes-webui #2283'],
  covers: ['I1'],
  needs: ['durable-append'],
  input: parts<Input>({ texts: fc.array(fc.constantFrom('plain', ...SEPARATORS.map((separator) => `one${separator}two`)), { minLength: 1, maxLength: 3 }) }),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage, { texts }) {
    const { store } = await stage.start('server', EVERY_RECORD)
    for (const [index, text] of texts.entries()) await store.append(entryOf('writer-1', index + 1, { event: 'token', payload: { text } }))
  },
  async recover(stage) {
    return (await stage.start('server', EVERY_RECORD)).store.read()
  },
  invariants: [acknowledgedSurvive, noSilentHole, inOrder, onlyAttempted, exactlyOnce],
})

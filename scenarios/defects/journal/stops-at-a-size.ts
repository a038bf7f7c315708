import type { EncodedRecord } from '../../../reference-impl/journal/record-encoder.ts'
import { Writer } from '../../../reference-impl/journal/writer.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** Characters: a small part of the historical limit, so that one long output of a tool gets there. */
const LIMIT = 4_096

class Limited extends Writer<EncodedRecord> {
  #appended = 0
  #size = 0

  override get appended(): number {
    return this.#appended
  }

  override append<T>(line: EncodedRecord, value: T, terminal: boolean, needs?: 'sync' | 'what the policy says'): Promise<T> {
    this.#appended++
    this.#size += line.text.length
    return this.#size > LIMIT ? Promise.resolve(value) : super.append(line, value, terminal, needs)
  }
}

export const stopsAtASize: Defect<CompleteJournal> = {
  implementation: alteredJournal('stops-at-a-size', {
    rules: { writer: (options) => new Limited(options) },
  }),
  suite: 'journal',
  mistake: 'beyond a size the journal takes nothing more, and says so to nobody',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/long-conversation'],
}

import { Writer, type WriterOptions } from '../../../reference-impl/journal/writer.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** An append takes its number, and then something is awaited: another one may be written first. */
class Reserving<Line> extends Writer<Line> {
  readonly #stands: () => Promise<boolean>
  #reserved = 0

  constructor(options: WriterOptions<Line>) {
    super(options)
    this.#stands = () => options.medium.stands()
  }

  override get appended(): number {
    return this.#reserved
  }

  override async append<T>(line: Line, value: T, terminal: boolean, needs?: 'sync' | 'what the policy says'): Promise<T> {
    this.#reserved++
    await this.#stands()
    return super.append(line, value, terminal, needs)
  }
}

export const reservedBeforeWritten: Defect<CompleteJournal> = {
  implementation: alteredJournal('reserved-before-written', {
    rules: { writer: (options) => new Reserving(options) },
  }),
  suite: 'journal',
  mistake: 'an append takes its number in one step and is written in another, so that two of them may be written the other way round',
  origin: ['hermes-webui #2283', 'hermes-webui #5799'],
  caughtBy: ['journal/concurrent-writers'],
}

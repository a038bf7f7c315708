import { Writer } from '../../../reference-impl/journal/writer.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** The event goes to the client, and nothing to the file. */
class Unwired<Line> extends Writer<Line> {
  #shown = 0

  override get appended(): number {
    return this.#shown
  }

  override append<T>(_line: Line, value: T): Promise<T> {
    this.#shown++
    return Promise.resolve(value)
  }
}

export const unwiredWriter: Defect<CompleteJournal> = {
  implementation: alteredJournal('unwired-writer', {
    rules: { writer: (options) => new Unwired(options) },
  }),
  suite: 'journal',
  mistake: 'the writer exists, and nothing calls it',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/acknowledged-survives'],
  withoutFault: {
    breaks: [
      'journal/acknowledged-survives', 'journal/bounded-loss', 'journal/client-that-follows', 'journal/concurrent-writers', 'journal/crash-during-open',
      'journal/cut-inside-a-character', 'journal/delete-after-clean-completion', 'journal/disk-full-in-the-middle', 'journal/error-then-healthy-append',
      'journal/fsync-error-then-power-cut', 'journal/line-separators', 'journal/long-conversation', 'journal/random-use', 'journal/random-use-failing-disk',
      'journal/random-use-in-time', 'journal/random-use-two-processes', 'journal/reader-under-delayed-visibility', 'journal/runs-apart', 'journal/sealed-is-final',
      'journal/silence-after-tokens', 'journal/terminal-after-buffered', 'journal/time-bound-kept', 'journal/torn-tail-then-append', 'journal/two-claimants',
    ],
    why: 'nothing that was appended is ever there',
  },
}

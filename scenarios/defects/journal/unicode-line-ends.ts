import { scan } from '../../../reference-impl/journal/scan.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** U+2028, U+2029 and U+0085, as UTF-8. */
const SEPARATORS = ['\u2028', '\u2029', '\u0085'].map((separator) => Buffer.from(separator))

/** The bytes as a reader takes them for which a line ends there too: at the place where it ends stands its newline. */
function withLineEnds(bytes: Buffer): Buffer {
  const lines = Buffer.from(bytes)
  for (const separator of SEPARATORS) {
    for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, at + 1)) lines[at] = 0x0a
  }
  return lines
}

export const unicodeLineEnds: Defect<CompleteJournal> = {
  implementation: alteredJournal('unicode-line-ends', {
    rules: { scan: (seed, bytes) => scan(seed, withLineEnds(bytes)) },
  }),
  suite: 'journal',
  mistake: 'U+2028, U+2029 and U+0085 end a line for the reader and not for the writer',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/line-separators'],
  withoutFault: {
    breaks: [
      'journal/acknowledged-survives', 'journal/bounded-loss', 'journal/buffered-writes', 'journal/disk-full-in-the-middle', 'journal/line-separators',
      'journal/random-use', 'journal/random-use-in-time', 'journal/reader-under-delayed-visibility',
    ],
    why: 'it needs nothing but a text with one of these characters',
  },
}

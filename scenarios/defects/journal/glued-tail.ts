import { LINE_START } from '../../../reference-impl/journal/record.ts'
import { isTorn, opening } from '../../../reference-impl/journal/recover.ts'
import { scan } from '../../../reference-impl/journal/scan.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** The bytes as a reader takes them that reads line by line: where a line is more than one record, none of it is one. */
function wholeLinesOnly(bytes: Buffer): Buffer {
  const lines = Buffer.from(bytes)
  for (let from = 0, to = bytes.indexOf(0x0a); to !== -1; from = to + 1, to = bytes.indexOf(0x0a, from)) {
    if (bytes.subarray(from, to).lastIndexOf(LINE_START) > 0) lines.fill(0, from, to)
  }
  return lines
}

export const gluedTail: Defect<CompleteJournal> = {
  implementation: alteredJournal('glued-tail', {
    rules: {
      opening: (before, claim, again) => (isTorn(before) ? '' : opening(before, claim, again)),
      scan: (seed, bytes) => scan(seed, wholeLinesOnly(bytes)),
    },
  }),
  suite: 'journal',
  mistake: 'an opening appends behind half a line without ending it, and its first record shares that line',
  origin: ['hermes-webui #1353', 'octos #2289', 'oh-my-pi #8596', 'hive #173'],
  caughtBy: ['journal/torn-tail-then-append', 'journal/nul-tail'],
}

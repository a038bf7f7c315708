import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal, withoutRecords } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const unicodeLineEnds: Defect<CompleteJournal> = {
  implementation: alteredJournal('unicode-line-ends', {
    methods: (journal) => ({ read: async () => withoutRecords(await journal.read(), (record) => /[\u2028\u2029\u0085]/.test(JSON.stringify(record)), 2) }),
  }),
  suite: 'journal',
  mistake: 'U+2028, U+2029 and U+0085 end a line for the reader and not for the writer',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/line-separators'],
}

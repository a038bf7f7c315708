import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const oneRecordTooLate: Defect<CompleteJournal> = {
  implementation: alteredJournal('one-record-too-late', {
    options: (options) => {
      const { everyRecords, ...others } = options.sync ?? { everyRecords: 1 }
      return { ...options, sync: { ...others, ...(everyRecords === undefined ? {} : { everyRecords: everyRecords + 1 }) } }
    },
  }),
  suite: 'journal',
  mistake: 'the count of records is compared with > where >= was meant',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/acknowledged-survives', 'journal/bounded-loss'],
}

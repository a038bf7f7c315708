import type { CompleteJournal } from '../../journal/contract.ts'
import { isUtf8 as isText } from 'node:buffer'
import { alteredJournal, bytesOf, withoutRecords } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const fileAsOneText: Defect<CompleteJournal> = {
  implementation: alteredJournal('file-as-one-text', {
    methods: (journal, host, options) => ({
      async read() {
        const contents = await journal.read()
        return isText(await bytesOf(host, options)) ? contents : withoutRecords(contents, () => true, 0)
      },
    }),
  }),
  suite: 'journal',
  mistake: 'the file is decoded as one text, so that half a character makes all of it unreadable',
  origin: ['opencompany #389'],
  caughtBy: ['journal/cut-inside-a-character'],
}

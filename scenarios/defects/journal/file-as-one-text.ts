import { isUtf8 as isText } from 'node:buffer'
import { scan } from '../../../reference-impl/journal/scan.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const fileAsOneText: Defect<CompleteJournal> = {
  implementation: alteredJournal('file-as-one-text', {
    rules: { scan: (seed, bytes) => scan(seed, isText(bytes) ? bytes : Buffer.alloc(0)) },
  }),
  suite: 'journal',
  mistake: 'the file is decoded as one text, so that half a character makes all of it unreadable',
  origin: ['opencompany #389'],
  caughtBy: ['journal/cut-inside-a-character'],
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const unwiredWriter: Defect<CompleteJournal> = {
  implementation: alteredJournal('unwired-writer', {
    methods: () => ({ append: () => Promise.resolve(null) }),
  }),
  suite: 'journal',
  mistake: 'the writer exists, and nothing calls it',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/acknowledged-survives'],
}

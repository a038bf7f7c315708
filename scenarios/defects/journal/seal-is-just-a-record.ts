import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const sealIsJustARecord: Defect<CompleteJournal> = {
  implementation: alteredJournal('seal-is-just-a-record', {
    methods: (journal) => ({ seal: (record) => journal.append(record) }),
  }),
  suite: 'journal',
  mistake: 'the end of a run does not end it: appends behind it are taken',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/sealed-is-final'],
  withoutFault: {
    breaks: ['journal/sealed-is-final'],
    why: 'the next append behind the end is taken',
  },
}

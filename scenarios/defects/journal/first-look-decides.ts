import type { JournalContents } from '../../journal/contract.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const firstLookDecides: Defect<CompleteJournal> = {
  implementation: alteredJournal('first-look-decides', {
    methods: (journal, _host, { reader }) => {
      let missing: JournalContents | undefined
      if (reader !== true) return {}
      return {
        async read() {
          const contents = missing ?? (await journal.read())
          if (contents.state === 'missing') missing = contents
          return contents
        },
      }
    },
  }),
  suite: 'journal',
  mistake: 'a reader that finds no journal does not look again, though it may be on its way',
  origin: ['hermes-webui #2615'],
  caughtBy: ['journal/reader-under-delayed-visibility'],
  withoutFault: {
    breaks: ['journal/random-use-in-time', 'journal/reader-under-delayed-visibility'],
    why: 'a look before the first record is enough',
  },
}

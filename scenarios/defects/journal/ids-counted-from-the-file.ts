import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const idsCountedFromTheFile: Defect<CompleteJournal> = {
  implementation: alteredJournal('ids-counted-from-the-file', {
    async methods(journal) {
      let next = (await journal.read()).records.length
      return {
        async append(record) {
          await journal.append(record)
          return { generation: 1, sequence: ++next }
        },
        async read() {
          const contents = await journal.read()
          return { ...contents, ids: contents.records.map((_, index) => ({ generation: 1, sequence: index + 1 })) }
        },
      }
    },
  }),
  suite: 'journal',
  mistake: 'the next id is one more than the highest in the file, so that a power cut gives ids that clients have seen to other records',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/identity-never-reissued'],
}

import type { CompleteJournal, RecordId } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

function idAt(index: number): RecordId {
  return { generation: 1, sequence: index + 1 }
}

export const idsCountedFromTheFile: Defect<CompleteJournal> = {
  implementation: alteredJournal('ids-counted-from-the-file', {
    async methods(journal) {
      let next = (await journal.read()).records.length
      return {
        async append(record) {
          await journal.append(record)
          return idAt(next++)
        },
        async read() {
          const contents = await journal.read()
          return { ...contents, ids: contents.records.map((_, index) => idAt(index)) }
        },
        async replay(after) {
          const { records } = await journal.read()
          if (after.sequence > records.length) return { status: 'ahead' }
          return { status: 'ok', records: records.slice(after.sequence), ids: records.map((_, index) => idAt(index)).slice(after.sequence) }
        },
      }
    },
  }),
  suite: 'journal',
  mistake: 'the next id is one more than the highest in the file, so that a power cut gives ids that clients have seen to other records',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/identity-never-reissued'],
}

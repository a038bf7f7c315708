import type { Json } from '../../../harness/check/json.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

const INTERRUPTED: Json = { event: 'apperror', payload: { type: 'interrupted' }, synthetic: true }

export const inventsTheNextId: Defect<CompleteJournal> = {
  implementation: alteredJournal('invents-the-next-id', {
    methods: (journal, _host, { reader }) => {
      if (reader !== true) return {}
      return {
        async replay(after) {
          const found = await journal.replay(after)
          if (found.status !== 'ok' || (await journal.read()).terminal !== null) return found
          const { records = [], ids = [] } = found
          const { generation, sequence } = ids.at(-1) ?? after
          return { status: 'ok', records: [...records, INTERRUPTED], ids: [...ids, { generation, sequence: sequence + 1 }] }
        },
      }
    },
  }),
  suite: 'journal',
  mistake: 'a client is told that the run was interrupted under the next id, which the record has that comes late',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/client-that-follows'],
}

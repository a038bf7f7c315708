import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const deleteWithoutTombstone: Defect<CompleteJournal> = {
  implementation: alteredJournal('delete-without-tombstone', {
    methods: (journal, host, { directory = '.', run }) => {
      const without = (ends: () => Promise<void>) => async (): Promise<void> => {
        await ends()
        await host.fs.rm(`${directory}/${run}.deleted`, { force: true })
      }
      return { discard: without(() => journal.discard()), delete: without(() => journal.delete()) }
    },
  }),
  suite: 'journal',
  mistake: 'a deletion leaves no trace, so that a late append makes the run again and issues its ids once more',
  origin: ['hermes-webui #6643', 'hermes-webui #3802'],
  caughtBy: ['journal/delete-against-append'],
  withoutFault: {
    breaks: ['journal/delete-against-append'],
    why: 'whoever opens a deleted run makes it anew',
  },
}

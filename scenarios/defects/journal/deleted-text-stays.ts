import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileSystem } from '../altered-host.ts'
import { alteredJournal, isRunFile } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const deletedTextStays: Defect<CompleteJournal> = {
  implementation: alteredJournal('deleted-text-stays', {
    host: (host) => withFileSystem(host, (fs) => ({ unlink: (path) => (isRunFile(path) ? Promise.resolve() : fs.unlink(path)) })),
  }),
  suite: 'journal',
  mistake: 'a chat is deleted, and the journals of its runs are not',
  origin: ['hermes-webui #3802'],
  caughtBy: ['journal/delete-against-append'],
  withoutFault: {
    breaks: ['journal/delete-against-append'],
    why: 'a deletion is a deletion of nothing',
  },
}

import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal, isDirectory } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const noDirectoryFsync: Defect<CompleteJournal> = {
  implementation: alteredJournal('no-directory-fsync', {
    host: (host) => withFileHandles(host, (_, path) => (isDirectory(path) ? { sync: () => Promise.resolve() } : {})),
  }),
  suite: 'journal',
  mistake: 'no directory is ever synced, so that a new file may have no name after a power cut',
  origin: ['hermes-webui #1353', 'daintree #6053', 'proxxx #268'],
  caughtBy: ['journal/acknowledged-survives'],
}

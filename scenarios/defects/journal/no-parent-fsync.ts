import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal, isDirectory } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const noParentFsync: Defect<CompleteJournal> = {
  implementation: alteredJournal('no-parent-fsync', {
    host: (host) => withFileHandles(host, (_, path) => (isDirectory(path) && !/session/.test(String(path)) ? { sync: () => Promise.resolve() } : {})),
  }),
  suite: 'journal',
  mistake: 'the directory of the run is synced, those above it are not',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/acknowledged-survives'],
}

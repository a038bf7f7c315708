import type { CompleteJournal } from '../../journal/contract.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const swallowsFsyncErrors: Defect<CompleteJournal> = {
  implementation: alteredJournal('swallows-fsync-errors', {
    host: (host) => withFileHandles(host, (handle) => ({ datasync: () => handle.datasync().catch(() => undefined) })),
  }),
  suite: 'journal',
  mistake: 'an fsync that failed is logged and forgotten',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/fsync-error-then-power-cut'],
}

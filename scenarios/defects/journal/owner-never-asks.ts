import type { CompleteJournal } from '../../journal/contract.ts'
import { altered, withFileHandles } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const ownerNeverAsks: Defect<CompleteJournal> = {
  implementation: alteredJournal('owner-never-asks', {
    host: (host) => withFileHandles(host, (handle, path) => (/generation-/.test(String(path)) ? { stat: async () => altered(await handle.stat(), { nlink: 1 }) } : {})),
  }),
  suite: 'journal',
  mistake: 'an owner goes on acknowledging after another process has taken the run over',
  origin: ['hermes-webui #2136', 'hermes-webui #6623'],
  caughtBy: ['journal/two-claimants'],
  withoutFault: {
    breaks: ['journal/random-use-two-processes', 'journal/two-claimants'],
    why: 'of two owners both go on, each ignored by the readers of the other',
  },
}

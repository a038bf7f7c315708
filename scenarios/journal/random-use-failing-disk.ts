import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import { shortWrite } from '../../harness/faults/short-transfers.ts'
import type { CompleteJournal } from './contract.ts'
import type { WithReplays } from './cursors.ts'
import { lookAfterCrash, optionsOf } from './look.ts'
import { act, users, type Users } from './users.ts'
import { userLaws } from './user-laws.ts'

/** The disk fails under a process that goes on all the same: it starts again and appends. Later the power is cut. */
export const randomUseFailingDisk: Scenario<CompleteJournal> = scenario<CompleteJournal, Users, WithReplays>({
  id: 'journal/random-use-failing-disk',
  title: 'whoever uses a journal on a failing disk finds what it acknowledged',
  origin: ['what people do'],
  general: true,
  covers: ['I1', 'I10', 'I12', 'I19'],
  needs: ['identity', 'append-after-crash', 'sync-policies', 'write-policies', 'durable', 'seal', 'replay', 'states', 'delete', 'io-errors'],
  input: users,
  faults: [ioError({ operations: ['read', 'write', 'open'] }), fsyncError(), diskFull(), shortWrite(), powerCut({ crashes: 1 })],
  async workload(stage, input) {
    await act(stage, [await stage.start('server', optionsOf(input))], input)
  },
  recover: lookAfterCrash,
  invariants: userLaws({ cacheStays: false }),
})

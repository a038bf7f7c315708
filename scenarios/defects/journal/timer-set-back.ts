import type { Host } from '../../../harness/host/host.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { altered, withFileHandles } from '../altered-host.ts'
import { alteredJournal, isRunFile } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** A timer that begins anew with every write to the journal. */
function setBackByWrites(host: Host): Host {
  let writes = 0
  const { clock } = host
  const counting = withFileHandles(host, (handle, path) => {
    const write = (...data: Parameters<typeof handle.write>): ReturnType<typeof handle.write> => {
      writes++
      return handle.write(...data)
    }
    return isRunFile(path) ? { write: write as typeof handle.write } : {}
  })
  async function sleep(ms: number, options?: Parameters<typeof clock.sleep>[1]): Promise<void> {
    for (let seen = -1; seen !== writes; ) {
      seen = writes
      await clock.sleep(ms, options)
    }
  }
  return { ...counting, clock: altered(clock, { sleep }) }
}

export const timerSetBack: Defect<CompleteJournal> = {
  implementation: alteredJournal('timer-set-back', { host: setBackByWrites }),
  suite: 'journal',
  mistake: 'every record sets the timer back, so that tokens that come faster than its time keep it from ever firing',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/time-bound-kept'],
}

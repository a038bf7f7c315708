import type { Host } from '../../harness/host/host.ts'
import { JournalError } from '../journal/errors.ts'
import type { SyncPolicy } from '../journal/policy.ts'
import { openSharedLog, type SharedLog } from '../journal/shared-log/shared-log.ts'
import type { Journals } from './journals.ts'
import { isShown } from './look.ts'

/**
 * The journals of all runs in one log: one write and one sync serve every answer that streams. Who opens it next takes it over; what streams here then ends with
 * an error that people see.
 *
 * Laws
 * - A log that an error of the disk stopped is opened again by whoever needs to write to it next: one bad sync must not end the server. A log that was taken over is
 *   not, because two processes would take it from each other for ever.
 * - Runs of a time in which each had a file of its own (`files`) are found and removed there.
 */
export async function journalsInOneLog(host: Host, directory: string, sync: SyncPolicy, files: Journals): Promise<Journals> {
  let log = await openSharedLog(host, { directory, sync })
  let reopening: Promise<SharedLog> | undefined
  let closed = false

  async function reopened(): Promise<SharedLog> {
    // Nobody can append to it any more; what it owes to whom it has told.
    await log.close().catch(() => undefined)
    log = await openSharedLog(host, { directory, sync })
    return log
  }

  async function writable(): Promise<SharedLog> {
    const why = log.ended()
    if (why === undefined) return log
    if (closed || why.cause instanceof JournalError) throw why
    reopening ??= reopened().finally(() => (reopening = undefined))
    return reopening
  }

  return {
    open: async (_, run) => (await writable()).journal(run),
    async read(session, run) {
      const found = await log.read(run, { visible: isShown })
      return found.state === 'missing' ? files.read(session, run) : found
    },
    async replay(session, run, after) {
      const replay = await log.replay(run, after)
      return replay.status === 'missing' ? files.replay(session, run, after) : replay
    },
    async remove(session, run) {
      if (await (await writable()).discard(run)) return
      if ((await files.read(session, run)).state !== 'missing') await files.remove(session, run)
    },
    purge: async () => (await writable()).purge(),
    async close() {
      closed = true
      // What is being opened again is what there is to close.
      await reopening?.catch(() => undefined)
      const told = log.ended() !== undefined
      try {
        await log.close()
      } catch (error) {
        if (!told) throw error
      }
    },
  }
}

import { join } from 'node:path'
import type { Host } from '../../harness/host/host.ts'
import type { JournalContent } from '../journal/content.ts'
import { deleteJournal } from '../journal/delete.ts'
import { openJournal, type Journal } from '../journal/journal.ts'
import type { SyncPolicy } from '../journal/policy.ts'
import { readJournal, replayJournal } from '../journal/read.ts'
import type { EventId } from '../journal/record.ts'
import type { Replay } from '../journal/replay.ts'
import { isShown } from './look.ts'

/** The journals of runs, each opened once, by the process that streams. Whoever recovers only reads: what is not visible yet must not be touched. */
export interface Journals {
  open(session: string, run: string): Promise<Journal>
  read(session: string, run: string): Promise<JournalContent>
  replay(session: string, run: string, after: EventId | undefined): Promise<Replay>
  /** For good: a worker that comes late cannot bring it back. */
  remove(session: string, run: string): Promise<void>
  /** Resolves when no file holds anything any more of what was removed. */
  purge(): Promise<void>
  /** Lets go of what all runs share. */
  close(): Promise<void>
}

/** Each run in a file of its own. */
export function journalsIn(host: Host, directory: string, sync: SyncPolicy): Journals {
  const place = (session: string, run: string): { readonly directory: string; readonly run: string } => ({ directory: join(directory, session), run })
  return {
    open: (session, run) => openJournal(host, { ...place(session, run), sync }),
    read: (session, run) => readJournal(host, place(session, run), { visible: isShown }),
    replay: (session, run, after) => replayJournal(host, place(session, run), after),
    remove: (session, run) => deleteJournal(host, place(session, run), { discard: true }),
    purge: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

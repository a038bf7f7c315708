import type { FileHandle, Host } from '../../harness/host/host.ts'
import { codeOf } from '../files/error-code.ts'
import { readBytes } from '../files/bytes.ts'
import { contentOf, MISSING, type JournalContent, type ReadOptions } from './content.ts'
import { isDeleted } from './generation.ts'
import { checkedPlace, journalPath, type JournalPlace } from './place.ts'
import { checksumSeed, type EventId } from './record.ts'
import { checkedCursor, type Replay } from './replay.ts'
import { RULES, type Rules } from './rules.ts'
import type { Scan } from './scan.ts'

/**
 * Reads a run's journal without owning it and without changing anything: for a page that only looks. What it returns need not be durable, and the end of it may
 * be a write that has not ended. Never rejects because of damage or because there is no file; rejects with the file system's error where it cannot be read.
 */
export async function readJournal(host: Host, place: JournalPlace, options: ReadOptions = {}, rules: Rules = RULES): Promise<JournalContent> {
  const found = await scanFile(host, checkedPlace(place), rules)
  return found === undefined ? MISSING : contentOf(found, options, rules.terminalStateIn)
}

/** Exactly the records after a cursor, or why there are none; for a client that comes back. Reads like `readJournal`. */
export async function replayJournal(host: Host, place: JournalPlace, after?: EventId, rules: Rules = RULES): Promise<Replay> {
  const cursor = checkedCursor(after)
  const found = await scanFile(host, checkedPlace(place), rules)
  return found === undefined ? { status: 'missing' } : rules.replayOf(found, cursor)
}

/** undefined where there is no file, or only what an opening left of a deleted run. */
export async function scanFile(host: Host, place: JournalPlace, { scan }: Pick<Rules, 'scan'>): Promise<Scan | undefined> {
  let handle: FileHandle
  try {
    handle = await host.fs.open(journalPath(place), 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const found = scan(checksumSeed(place.run), await readBytes(handle))
    return found.records.length === 0 && (await isDeleted(host, place)) ? undefined : found
  } finally {
    await handle.close()
  }
}

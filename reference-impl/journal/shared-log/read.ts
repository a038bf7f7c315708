import type { Host } from '../../../harness/host/host.ts'
import { codeOf } from '../../files/error-code.ts'
import { contentOf, MISSING, type JournalContent, type ReadOptions } from '../content.ts'
import { checkedPlace, type JournalPlace } from '../place.ts'
import { checksumSeed, recordLine, type EventId, type JournalRecord } from '../record.ts'
import { checkedCursor, replayOf, type Replay } from '../replay.ts'
import { gapsIn, type Damage, type Scan } from '../scan.ts'
import { recordIn } from './line.ts'
import { readContents, type LogContents } from './contents.ts'

/** What the records of one run come to. */
export function scanOf(records: readonly JournalRecord[], damage: readonly Damage[], generation: number): Scan {
  return { records, damage, gaps: gapsIn(records), end: 0, generation, sealed: records.at(-1)?.sealed === true, proven: { generation: 0, sequence: 0 }, newer: false }
}

/**
 * Reads one run of a shared log without owning the log and without changing anything: for a page that only looks. What it returns need not be durable. Damage
 * is that of the whole log.
 */
export async function readSharedRun(host: Host, place: JournalPlace, options: ReadOptions = {}): Promise<JournalContent> {
  const found = await scanRun(host, checkedPlace(place))
  return found === undefined ? MISSING : contentOf(found, options)
}

/** Exactly the records after a cursor, or why there are none. Reads like `readSharedRun`. */
export async function replaySharedRun(host: Host, place: JournalPlace, after?: EventId): Promise<Replay> {
  const cursor = checkedCursor(after)
  const found = await scanRun(host, checkedPlace(place))
  return found === undefined ? { status: 'missing' } : replayOf(found, cursor)
}

/**
 * One run as lines for a person, or for a file of its own: exactly what the first layout writes. Reads like `readSharedRun`. undefined: the log holds no record
 * of the run, or it was deleted.
 */
export async function exportRun(host: Host, place: JournalPlace): Promise<string | undefined> {
  const { directory, run } = checkedPlace(place)
  const contents = await contentsIn(host, directory)
  const seed = checksumSeed(run)
  return contents?.runs.get(run)?.entries.map((entry) => recordLine(seed, { generation: entry.generation, sequence: entry.sequence, text: contents.text(entry), sealed: entry.sealed })).join('')
}

async function scanRun(host: Host, { directory, run }: JournalPlace): Promise<Scan | undefined> {
  const contents = await contentsIn(host, directory)
  const index = contents?.runs.get(run)
  if (contents === undefined || index === undefined) return undefined
  const records = index.entries.map((entry): JournalRecord => {
    const { generation, sequence, sealed } = entry
    return { generation, sequence, record: recordIn({ text: contents.text(entry) }), ...(sealed ? { sealed } : {}) }
  })
  return scanOf(records, contents.damage, contents.segments.at(-1)?.generation ?? 0)
}

/** undefined where there is no such directory. */
async function contentsIn(host: Host, directory: string): Promise<LogContents | undefined> {
  try {
    return await readContents(host, directory)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

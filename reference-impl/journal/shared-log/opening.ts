import { join } from 'node:path'
import type { FileHandle, Host } from '../../../harness/host/host.ts'
import { writeText } from '../../files/bytes.ts'
import { makeDirectory, syncDirectory } from '../../files/directory.ts'
import { refused } from '../errors.ts'
import { removeFile } from '../../files/presence.ts'
import { claimGeneration, type Claim } from '../generation.ts'
import { readContents, type Entry, type LogContents } from './contents.ts'
import { logClaimLine, logRecordLine, tombstoneLine } from './line.ts'
import { inDoubt, segmentName, type Segment } from './segment.ts'

/** A log that this process owns. */
export interface OpenedLog {
  readonly claim: Claim
  /** All of it is on the medium. */
  readonly contents: LogContents
  /** Its first segment, open for appending. */
  readonly segment: Segment
  readonly handle: FileHandle
}

/** Who owns the log is said as for a run: by files of this name. */
const OWNER = 'log'
/** Deleted runs that are remembered for longer than any of their records is there. The names of older ones are as good as new: ids differ by generation. */
export const TOMBSTONES_MOST = 10_000

/**
 * Takes the log over, and makes it where it is missing.
 *
 * Laws
 * - The claims of earlier openings are gone before anything is read. So what an owner acknowledged is seen here, and what it still writes is acknowledged by nobody.
 * - What lies in segments that are in doubt is written again, into the first segment of this opening, and synced; only then do they go. After a failed sync
 *   the page cache may hold what the medium does not, and another sync would not tell.
 */
export async function openLog(host: Host, directory: string): Promise<OpenedLog> {
  await makeDirectory(host, directory)
  for (let above = 0; ; ) {
    const claim = await claimGeneration(host, { directory, run: OWNER }, above)
    try {
      await claim.takeOver()
      const contents = await readContents(host, directory)
      if (contents.newer) throw refused(`the log in ${directory} has records of a newer format; open it with the version that wrote them`)
      // Where somebody removed the files that say who owns the log, the segments still say which generations are used.
      above = contents.segments.at(-1)?.generation ?? 0
      if (above < claim.generation) return await takeLog(host, directory, claim, contents)
    } catch (error) {
      await claim.release()
      throw error
    }
    await claim.release()
  }
}

async function takeLog(host: Host, directory: string, claim: Claim, contents: LogContents): Promise<OpenedLog> {
  const { generation } = claim
  const segment: Segment = { name: segmentName(generation, 1), generation, number: 1, bytes: 0, live: 0, said: 0 }
  const handle = await host.fs.open(join(directory, segment.name), 'ax+', 0o600)
  try {
    const doubtful = new Set(inDoubt(contents.segments))
    const carried = new Carried(segment)
    carried.text(logClaimLine(generation, Object.fromEntries(contents.segments.map(({ name, bytes }) => [name, bytes]))))
    for (const { run, entries } of contents.runs.values()) {
      for (const entry of entries) if (doubtful.has(entry.segment)) carried.entry(entry, logRecordLine({ run, generation: entry.generation, sequence: entry.sequence, sealed: entry.sealed, text: contents.text(entry), again: generation }))
    }
    forgetOldest(contents)
    for (const [run, tombstone] of contents.deleted) {
      if (!doubtful.has(tombstone.segment)) continue
      const line = tombstoneLine(run, tombstone.generation)
      carried.text(line)
      segment.said += Buffer.byteLength(line)
      tombstone.segment = segment
    }
    await writeText(handle, carried.all())
    await handle.sync()
    await syncDirectory(host, directory)
    if (!(await claim.stands())) throw refused('a later opening of the log has taken it over')
    carried.settle()
    for (const { name } of doubtful) await removeFile(host, join(directory, name))
    if (doubtful.size > 0) await syncDirectory(host, directory)
    const segments = [...contents.segments.filter((one) => !doubtful.has(one)), segment]
    return { claim, contents: { ...contents, segments }, segment, handle }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Only what no record could come back without. */
function forgetOldest({ deleted, leftOf }: LogContents): void {
  let surplus = deleted.size - TOMBSTONES_MOST
  for (const run of [...deleted.keys()]) {
    if (surplus <= 0) return
    if (!leftOf(run) && deleted.delete(run)) surplus--
  }
}

/** What goes into the first segment, and where it lies there. */
class Carried {
  readonly #segment: Segment
  readonly #moved: { readonly entry: Entry; readonly offset: number; readonly length: number }[] = []
  readonly #lines: string[] = []
  #bytes = 0

  constructor(segment: Segment) {
    this.#segment = segment
  }

  text(line: string): void {
    this.#lines.push(line)
    this.#bytes += Buffer.byteLength(line)
  }

  entry(entry: Entry, line: string): void {
    const offset = this.#bytes
    this.text(line)
    this.#moved.push({ entry, offset, length: this.#bytes - offset })
  }

  all(): string {
    return this.#lines.join('')
  }

  settle(): void {
    this.#segment.bytes = this.#bytes
    for (const { entry, offset, length } of this.#moved) {
      Object.assign(entry, { segment: this.#segment, offset, length })
      this.#segment.live += length
    }
  }
}

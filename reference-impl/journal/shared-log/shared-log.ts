import { join } from 'node:path'
import type { Host } from '../../../harness/host/host.ts'
import { syncDirectory } from '../../files/directory.ts'
import { contentOf, MISSING, type JournalContent, type ReadOptions } from '../content.ts'
import { JournalError, refused } from '../errors.ts'
import { removeFile } from '../../files/presence.ts'
import { wasDeleted, type Claim } from '../generation.ts'
import type { Journal } from '../journal.ts'
import { OwnedRun } from '../owned-run.ts'
import { checkedPlace } from '../place.ts'
import { checkedSync, checkedWrite, DEFAULT_SYNC, DEFAULT_WRITE, type SyncPolicy, type WritePolicy } from '../policy.ts'
import { isCount, type EventId, type JournalRecord } from '../record.ts'
import { checkedCursor, replayOf, type Replay } from '../replay.ts'
import type { Damage, Scan } from '../scan.ts'
import { RULES } from '../rules.ts'
import { Writer } from '../writer.ts'
import type { Entry, RunIndex, Tombstone } from './contents.ts'
import { decodeLogLine, recordIn, tombstoneLine } from './line.ts'
import { LogMedium, type Outgoing } from './log-medium.ts'
import { openLog, TOMBSTONES_MOST, type OpenedLog } from './opening.ts'
import { readEntries } from './read-entries.ts'
import { scanOf } from './read.ts'
import { SharedRun } from './shared-run.ts'
import type { Segment } from './segment.ts'

export interface SharedLogOptions {
  /** Made, with its parents, where it is missing. Nothing else may lie in it. */
  readonly directory: string
  /** Counts the records of all runs together. Default: every record. */
  readonly sync?: SyncPolicy
  /** Default: at once. */
  readonly write?: WritePolicy
  /** A file of the log is followed by the next one when it has reached so many bytes: from 1. Default: 8 MiB. */
  readonly segmentBytes?: number
}

export const DEFAULT_SEGMENT_BYTES: number = 8 * 2 ** 20

/**
 * The second layout of the journal: the runs of a process share one log, so that one sync serves all of them. Each run is a `Journal` with the same promises as
 * in a file of its own; one process owns all of them together, and opening the log again takes it over.
 *
 * Laws
 * - A segment goes only when every run in it is deleted, or its records lie in a later one; in the order in which segments were made, each durably before the
 *   next. So what says that a run is deleted outlives every record of it.
 * - The log takes at most twice the bytes of the records that are not deleted and of what says which runs are, and two segments: one slow run does not hold what
 *   others left.
 * - No record of a run follows what says that it is deleted: once that comes to be the oldest of the log, nothing is left that it speaks of.
 */
export class SharedLog {
  readonly generation: number
  /** That the opening found. It cannot be told which run it was of. */
  readonly damage: readonly Damage[]
  readonly #host: Host
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #claim: Claim
  readonly #medium: LogMedium
  readonly #writer: Writer<Outgoing>
  readonly #segments: Segment[]
  readonly #runs: Map<string, RunIndex>
  readonly #deleted: Map<string, Tombstone>
  readonly #open = new Map<string, OwnedRun<Outgoing>>()
  /** Of runs that have been opened: the position in the log of each record that was appended in this generation. */
  readonly #positions = new Map<string, number[]>()
  /** Runs whose deletion is on its way. */
  readonly #leaving = new WeakSet<RunIndex>()
  #reclaiming: Promise<void> | undefined
  /** All segments in front of this one go. */
  #purgedBefore: Segment | undefined
  #closing: Promise<void> | undefined

  /** Not to be called: use `openSharedLog`. */
  constructor(host: Host, options: Required<SharedLogOptions>, opened: OpenedLog) {
    const { directory, segmentBytes } = options
    this.#host = host
    this.#directory = directory
    this.#segmentBytes = segmentBytes
    this.#claim = opened.claim
    this.generation = opened.claim.generation
    this.damage = opened.contents.damage
    this.#segments = opened.contents.segments
    this.#runs = opened.contents.runs
    this.#deleted = opened.contents.deleted
    this.#medium = new LogMedium({ host, directory, segmentBytes, claim: opened.claim, segment: opened.segment, handle: opened.handle, onSegment: (segment) => this.#begun(segment) })
    this.#writer = new Writer({ medium: this.#medium, sync: options.sync, write: options.write, clock: host.clock })
    this.#reclaim()
  }

  /** Names of the runs that have records, in no order. */
  get runs(): readonly string[] {
    return [...this.#runs.keys()]
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Opens a run of the log; whoever had it open before is refused from now on. Throws a refused `JournalError` for a name that is none and for a deleted run. */
  async journal(run: string, options: ReadOptions = {}): Promise<Journal> {
    checkedPlace({ directory: this.#directory, run })
    if (this.#closing !== undefined) throw refused('the log is closed; open it again')
    if (this.#deleted.has(run)) throw wasDeleted({ directory: this.#directory, run })
    let index = this.#runs.get(run)
    if (index === undefined) this.#runs.set(run, (index = { run, entries: [] }))
    let positions = this.#positions.get(run)
    if (positions === undefined) this.#positions.set(run, (positions = []))
    this.#open.get(run)?.overtake()
    const opened = new OwnedRun(new SharedRun({ log: this, index, writer: this.#writer, positions }), options, RULES)
    this.#open.set(run, opened)
    return opened
  }

  /** Why nothing is appended any more; undefined while it can be. Its cause is a `JournalError` where somebody else has taken the log over, else the file system's error. */
  ended(): JournalError | undefined {
    return this.#writer.ended()
  }

  /** All records of a run in order. Who has it open keeps it. */
  async read(run: string, options: ReadOptions = {}): Promise<JournalContent> {
    const index = this.#runs.get(run)
    return index === undefined ? MISSING : contentOf(await this.scan(index), options)
  }

  /** Exactly the records of a run after a cursor, or why there are none. Who has it open keeps it. */
  async replay(run: string, after?: EventId): Promise<Replay> {
    const cursor = checkedCursor(after)
    const index = this.#runs.get(run)
    return index === undefined ? { status: 'missing' } : replayOf(await this.scan(index), cursor)
  }

  /** Deletes a run for good, durably, whatever it holds and whoever has it open. False: the log has no such run, and knows of none that was deleted. */
  async discard(run: string): Promise<boolean> {
    if (this.#deleted.has(run)) return true
    if (!this.#runs.has(run)) return false
    await (await this.journal(run)).discard()
    return true
  }

  /**
   * Resolves when no file holds anything any more of the runs that were deleted before. What counts in the segments that held it is written again, which takes as
   * long as there is much of it; appends go on meanwhile.
   */
  async purge(): Promise<void> {
    const [last] = [...this.#deleted].slice(-1)
    if (last === undefined) return
    const [run, tombstone] = last
    this.#medium.endSegment()
    await this.#writer.append(this.#tombstone(run, tombstone.generation), undefined, false, 'sync')
    this.#purgedBefore = this.#deleted.get(run)!.segment
    while (this.#reclaiming !== undefined) await this.#reclaiming
    const removing = this.#removeSegments()
    this.#reclaiming = removing.catch(() => undefined).finally(() => (this.#reclaiming = undefined))
    await removing
  }

  /** A record of a run came to lie there; called by a run. */
  wrote(index: RunIndex, entry: Entry): void {
    if (this.#runs.get(index.run) !== index) return
    index.entries.push(entry)
    entry.segment.live += entry.length
  }

  /** Deletes a run for good: durably, when it resolves. Called by a run. */
  async delete(index: RunIndex): Promise<void> {
    const { run } = index
    this.#leaving.add(index)
    await this.#writer.append(this.#tombstone(run, this.generation), undefined, false, 'sync')
    for (const entry of index.entries) entry.segment.live -= entry.length
    if (this.#runs.get(run) === index) {
      // Nobody opens it again: a process that lives for long keeps no more of it than its name.
      for (const known of [this.#runs, this.#positions, this.#open]) known.delete(run)
    }
    this.#reclaim()
  }

  #tombstone(run: string, generation: number): Outgoing {
    const wrote = (segment: Segment, _: number, length: number): void => {
      this.#deleted.set(run, { generation, segment })
      segment.said += length
    }
    return { put: (into) => into.add(tombstoneLine(run, generation)), wrote }
  }

  async scan(index: RunIndex): Promise<Scan> {
    const entries: readonly Entry[] = [...index.entries]
    const bytes = await this.bytesOf(entries)
    const records = entries.flatMap((entry): JournalRecord[] => {
      const line = bytes.get(entry)
      const decoded = line === undefined ? 'damaged' : decodeLogLine(line, 0, line.length - 1)
      if (typeof decoded === 'string' || decoded.kind !== 'record') return []
      const { generation, sequence, sealed } = decoded
      return [{ generation, sequence, record: recordIn(decoded), ...(sealed ? { sealed } : {}) }]
    })
    return scanOf(records, this.damage, this.generation)
  }

  /** The lines of these records, by their places. */
  async bytesOf(entries: readonly Entry[]): Promise<ReadonlyMap<Entry, Buffer>> {
    for (;;) {
      const found = await readEntries(this.#host, this.#directory, entries)
      if (found !== undefined) return found
      // A segment went while it was read: its records lie in a later one by now.
      if (!(await this.#claim.stands())) throw refused('a later opening of the log has taken it over')
    }
  }

  /** Resolves when all that was appended so far, to any run, is on the medium; also while the log is closing. */
  settle(): Promise<void> {
    return this.#closing ?? this.#writer.sync()
  }

  /** Syncs what is not on the medium yet, and ends. Rejects with the error that stopped the log, if one did. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await this.#reclaiming
      await this.#writer.finish()
    } finally {
      await this.#medium.close()
      await this.#claim.release()
    }
  }

  #begun(segment: Segment): void {
    this.#segments.push(segment)
    this.#reclaim()
  }

  /** What is in the way of nobody can wait: an error here stops at most the removal of files, until the next time. */
  #reclaim(): void {
    if (this.#closing !== undefined) return
    this.#reclaiming ??= this.#removeSegments()
      .catch(() => undefined)
      .finally(() => (this.#reclaiming = undefined))
  }

  async #removeSegments(): Promise<void> {
    // Not in the turn of whoever asked.
    await Promise.resolve()
    for (let head = this.#segments[0]; head !== undefined && head !== this.#medium.segment; head = this.#segments[0]) {
      if (!this.#isFree(head) && !this.#exceeds() && !this.#isPurged(head)) return
      await this.#carry(head)
      await removeFile(this.#host, join(this.#directory, head.name))
      await syncDirectory(this.#host, this.#directory)
      this.#segments.shift()
    }
  }

  /** It has no records that count, and what it says of deleted ones is written again in far fewer bytes: or it would go round and round. */
  #isFree({ live, said, bytes }: Segment): boolean {
    return live === 0 && 2 * said < bytes
  }

  #isPurged({ generation, number }: Segment): boolean {
    const before = this.#purgedBefore
    return before !== undefined && (generation < before.generation || (generation === before.generation && number < before.number))
  }

  /** More is dead than alive. */
  #exceeds(): boolean {
    const live = this.#segments.reduce((sum, segment) => sum + segment.live + segment.said, 0)
    return this.bytes > 2 * live + 2 * this.#segmentBytes
  }

  /** Writes again what counts in a segment. Resolves when all of it is on the medium elsewhere, and the log is still owned. */
  async #carry(head: Segment): Promise<void> {
    const moving = [...this.#runs.values()].flatMap((index) => index.entries.filter(({ segment }) => segment === head).map((entry) => ({ index, entry })))
    const bytes = await this.bytesOf(moving.map(({ entry }) => entry))
    const written: Promise<unknown>[] = []
    const write = (outgoing: Outgoing): void => void written.push(this.#writer.append(outgoing, undefined, false, 'sync'))
    for (const { index, entry } of moving) {
      if (this.#leaving.has(index)) continue
      const line = bytes.get(entry)
      if (line === undefined) throw new JournalError(`a record in ${head.name} cannot be read any more`, { refused: false })
      write({ put: (into) => into.addBytes(line), wrote: (segment, offset, length) => this.#moved(index, entry, { segment, offset, length }) })
    }
    let surplus = this.#deleted.size - TOMBSTONES_MOST
    for (const [run, tombstone] of this.#deleted) {
      // The oldest are forgotten, as at an opening; this process goes on refusing them, because its ids must not come again.
      if (surplus-- <= 0 && tombstone.segment === head) write(this.#tombstone(run, tombstone.generation))
    }
    if (written.length === 0) {
      if (!(await this.#claim.stands())) throw refused('a later opening of the log has taken it over')
      return
    }
    await Promise.all(written)
  }

  #moved(index: RunIndex, entry: Entry, place: Pick<Entry, 'segment' | 'offset' | 'length'>): void {
    if (this.#runs.get(index.run) !== index) return
    entry.segment.live -= entry.length
    Object.assign(entry, place)
    entry.segment.live += entry.length
  }
}

/** Opens the log of a directory for appending; makes it where it is missing. Rejects with a refused `JournalError` for options it does not take, else with the file system's error. */
export async function openSharedLog(host: Host, options: SharedLogOptions): Promise<SharedLog> {
  const { directory, segmentBytes = DEFAULT_SEGMENT_BYTES } = options
  const sync = checkedSync(options.sync ?? DEFAULT_SYNC)
  const write = checkedWrite(options.write ?? DEFAULT_WRITE)
  if (!isCount(segmentBytes)) throw refused(`segmentBytes is ${String(segmentBytes)}; it takes a whole number from 1`)
  return new SharedLog(host, { directory, sync, write, segmentBytes }, await openLog(host, directory))
}

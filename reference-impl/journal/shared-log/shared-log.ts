import { join } from 'node:path'
import type { Host } from '../../../harness/host/host.ts'
import { syncDirectory } from '../../files/directory.ts'
import type { ReadOptions } from '../content.ts'
import { JournalError, refused } from '../errors.ts'
import { removeFile } from '../../files/presence.ts'
import { wasDeleted, type Claim } from '../generation.ts'
import type { Journal } from '../journal.ts'
import { OwnedRun } from '../owned-run.ts'
import { checkedPlace } from '../place.ts'
import { checkedSync, checkedWrite, DEFAULT_SYNC, DEFAULT_WRITE, type SyncPolicy, type WritePolicy } from '../policy.ts'
import { isCount } from '../record.ts'
import type { Damage } from '../scan.ts'
import { RULES } from '../rules.ts'
import { Writer } from '../writer.ts'
import type { Entry, RunIndex, Tombstone } from './contents.ts'
import { logRecordLine, tombstoneLine } from './line.ts'
import { LogMedium, type Outgoing } from './log-medium.ts'
import { openLog, type OpenedLog } from './opening.ts'
import { readEntries } from './read-entries.ts'
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
 * - The log takes at most twice the bytes of the records that are not deleted, and two segments: one slow run does not hold what others left.
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
  #reclaiming: Promise<void> | undefined
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

  /** The record's line, on its way; called by a run. */
  outgoing(index: RunIndex, sequence: number, text: string, sealed: boolean): Outgoing {
    const { generation } = this
    return {
      line: logRecordLine({ run: index.run, generation, sequence, text, sealed }),
      wrote: (segment, offset, length) => {
        if (this.#runs.get(index.run) !== index) return
        index.entries.push({ generation, sequence, sealed, segment, offset, length })
        segment.live += length
      },
    }
  }

  /** Deletes a run for good: durably, when it resolves. Called by a run. */
  async delete(index: RunIndex): Promise<void> {
    const { generation } = this
    const tombstone: Outgoing = {
      line: tombstoneLine(index.run, generation),
      wrote: (segment) => void this.#deleted.set(index.run, { generation, segment }),
    }
    await this.#writer.append(tombstone, undefined, false, 'sync')
    for (const entry of index.entries) entry.segment.live -= entry.length
    if (this.#runs.get(index.run) === index) this.#runs.delete(index.run)
    this.#reclaim()
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
      if (head.live > 0 && !this.#exceeds()) return
      await this.#carry(head)
      await removeFile(this.#host, join(this.#directory, head.name))
      await syncDirectory(this.#host, this.#directory)
      this.#segments.shift()
    }
  }

  /** More is dead than alive. */
  #exceeds(): boolean {
    const live = this.#segments.reduce((sum, segment) => sum + segment.live, 0)
    return this.bytes > 2 * live + 2 * this.#segmentBytes
  }

  /** Writes again what counts in a segment. Resolves when all of it is on the medium elsewhere, and the log is still owned. */
  async #carry(head: Segment): Promise<void> {
    const moving = [...this.#runs.values()].flatMap((index) => index.entries.filter(({ segment }) => segment === head).map((entry) => ({ index, entry })))
    const bytes = await this.bytesOf(moving.map(({ entry }) => entry))
    const written: Promise<unknown>[] = []
    const write = (outgoing: Outgoing): void => void written.push(this.#writer.append(outgoing, undefined, false, 'sync'))
    for (const { index, entry } of moving) {
      const line = bytes.get(entry)
      if (line === undefined) throw new JournalError(`a record in ${head.name} cannot be read any more`, { refused: false })
      write({ line: line.toString(), wrote: (segment, offset, length) => this.#moved(index, entry, { segment, offset, length }) })
    }
    for (const [run, tombstone] of this.#deleted) {
      if (tombstone.segment === head) write({ line: tombstoneLine(run, tombstone.generation), wrote: (segment) => void (tombstone.segment = segment) })
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

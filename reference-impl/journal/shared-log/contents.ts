import { join } from 'node:path'
import type { FileHandle, Host } from '../../../harness/host/host.ts'
import { readBytes } from '../../files/bytes.ts'
import { codeOf } from '../../files/error-code.ts'
import type { EventId } from '../record.ts'
import { compareIds, type Damage } from '../scan.ts'
import type { LogRecord } from './line.ts'
import { scanSegment, segmentsIn, type Segment, type SegmentScan } from './segment.ts'

/** Where a record lies. */
export interface Entry extends EventId {
  readonly sealed: boolean
  segment: Segment
  offset: number
  length: number
}

/** One run of a log, as the index knows it. */
export interface RunIndex {
  readonly run: string
  /** Ids strictly increasing. */
  readonly entries: Entry[]
}

/** What the segments of a log hold. */
export interface LogContents {
  readonly segments: Segment[]
  readonly runs: Map<string, RunIndex>
  /** Deleted runs, and where that is stated; the one deleted last comes last. */
  readonly deleted: Map<string, Tombstone>
  /** The text of what lies in segments that are in doubt has to be written again. */
  readonly text: (entry: Entry) => string
  readonly damage: readonly Damage[]
  readonly newer: boolean
  /** Some segment has a record of it, deleted or not. */
  readonly leftOf: (run: string) => boolean
}

export interface Tombstone {
  readonly generation: number
  segment: Segment
}

interface ReadSegment extends SegmentScan {
  readonly segment: Segment
  readonly bytes: number
}

/** Reads all segments of a directory and builds the index of each run. Changes nothing. */
export async function readContents(host: Host, directory: string): Promise<LogContents> {
  const found: ReadSegment[] = []
  for (const segment of segmentsIn(await host.fs.readdir(directory))) {
    const bytes = await bytesOf(host, join(directory, segment.name))
    if (bytes !== undefined) found.push({ segment, bytes: bytes.length, ...scanSegment(bytes) })
  }
  const counted = found.flatMap((one) => countedPart(one, found))
  const index = new Indexer()
  for (const one of counted) index.take(one)
  return index.contents(counted)
}

/** undefined: its last record was deleted, and it with it, since the directory was listed. */
async function bytesOf(host: Host, path: string): Promise<Buffer | undefined> {
  let handle: FileHandle
  try {
    handle = await host.fs.open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return await readBytes(handle)
  } finally {
    await handle.close()
  }
}

/** Every later opening says how much of a segment it found: what an owner wrote after it had been overtaken counts for nobody. */
function countedPart(one: ReadSegment, all: readonly ReadSegment[]): ReadSegment[] {
  let limit = one.bytes
  for (const { lines } of all) {
    for (const { line } of lines) {
      if (line.kind !== 'claim' || line.generation <= one.segment.generation) continue
      const adopted = line.adopted[one.segment.name]
      if (adopted === undefined) return []
      limit = Math.min(limit, adopted)
    }
  }
  one.segment.bytes = limit
  if (limit === one.bytes) return [one]
  return [{ ...one, bytes: limit, lines: one.lines.filter(({ offset, length }) => offset + length <= limit), damage: one.damage.filter(({ offset }) => offset < limit) }]
}

/** Of two writings of one record the later place counts: the earlier segment goes first. */
class Indexer {
  readonly #records = new Map<string, Map<string, { readonly entry: Entry; readonly record: LogRecord }>>()
  readonly #deleted = new Map<string, Tombstone>()

  take({ segment, lines }: ReadSegment): void {
    for (const { line, offset, length } of lines) {
      if (line.kind === 'claim') continue
      const { run, generation } = line
      if (line.kind === 'deleted') {
        const before = this.#deleted.get(run)
        this.#deleted.delete(run)
        this.#deleted.set(run, { generation: Math.max(generation, before?.generation ?? 0), segment })
        segment.said += length
        continue
      }
      let records = this.#records.get(run)
      if (records === undefined) this.#records.set(run, (records = new Map()))
      records.set(`${generation}.${line.sequence}`, { entry: { generation, sequence: line.sequence, sealed: line.sealed, segment, offset, length }, record: line })
    }
  }

  contents(read: readonly ReadSegment[]): LogContents {
    const runs = new Map<string, RunIndex>()
    const texts = new Map<Entry, LogRecord>()
    for (const [run, records] of this.#records) {
      const gone = this.#deleted.get(run)?.generation ?? 0
      const there = [...records.values()].filter(({ entry }) => entry.generation > gone).sort((a, b) => compareIds(a.entry, b.entry))
      if (there.length === 0) continue
      runs.set(run, { run, entries: there.map(({ entry }) => entry) })
      for (const { entry, record } of there) {
        texts.set(entry, record)
        entry.segment.live += entry.length
      }
    }
    const text = (entry: Entry): string => texts.get(entry)!.text
    const damage = read.flatMap((one) => one.damage)
    return { segments: read.map(({ segment }) => segment), runs, deleted: this.#deleted, text, damage, newer: read.some(({ newer }) => newer), leftOf: (run) => this.#records.has(run) }
  }
}

import { join } from 'node:path'
import type { FileHandle, Host } from '../../../harness/host/host.ts'
import { writeBytes } from '../../files/bytes.ts'
import { syncDirectory } from '../../files/directory.ts'
import { TextBuffer } from '../../files/text-buffer.ts'
import type { Claim } from '../generation.ts'
import type { Medium } from '../writer.ts'
import { segmentName, type Segment } from './segment.ts'

/** A line on its way to the log, and who wants to know where it came to lie. */
export interface Outgoing {
  /** Adds the line, its newline included. Bytes that it takes. */
  put(into: TextBuffer): number
  wrote(segment: Segment, offset: number, length: number): void
}

export interface LogMediumOptions {
  readonly host: Host
  readonly directory: string
  readonly claim: Claim
  readonly segment: Segment
  readonly handle: FileHandle
  /** A segment that has reached this is followed by the next one. */
  readonly segmentBytes: number
  /** Told each new segment. */
  readonly onSegment: (segment: Segment) => void
}

/**
 * The segment that is written to. Before the next one is made, this one is synced whole; the name of the next one is durable before anything is in it. So at any
 * time only one segment has bytes that are not on the medium.
 */
export class LogMedium implements Medium<Outgoing> {
  readonly #options: LogMediumOptions
  readonly #lines = new TextBuffer()
  #waiting: Outgoing[] = []
  #lengths: number[] = []
  #segment: Segment
  #handle: FileHandle
  #syncing: Promise<void> | undefined
  #endsHere = false

  constructor(options: LogMediumOptions) {
    this.#options = options
    this.#segment = options.segment
    this.#handle = options.handle
  }

  get segment(): Segment {
    return this.#segment
  }

  /** What is written from now on goes into the next segment. */
  endSegment(): void {
    this.#endsHere = true
  }

  add(outgoing: Outgoing): void {
    this.#lengths.push(outgoing.put(this.#lines))
    this.#waiting.push(outgoing)
  }

  async write(): Promise<void> {
    const written = this.#waiting
    const lengths = this.#lengths
    this.#waiting = []
    this.#lengths = []
    const bytes = this.#lines.take()
    if (this.#endsHere || this.#segment.bytes >= this.#options.segmentBytes) await this.#next()
    const segment = this.#segment
    await writeBytes(this.#handle, bytes)
    for (let at = 0; at < written.length; at++) {
      const length = lengths[at]!
      written[at]!.wrote(segment, segment.bytes, length)
      segment.bytes += length
    }
  }

  sync(): Promise<void> {
    const syncing = this.#handle.datasync()
    this.#syncing = syncing
    return syncing
  }

  stands(): Promise<boolean> {
    return this.#options.claim.stands()
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #next(): Promise<void> {
    const { host, directory, onSegment } = this.#options
    const { generation, number } = this.#segment
    this.#endsHere = false
    await this.#handle.datasync()
    const next: Segment = { name: segmentName(generation, number + 1), generation, number: number + 1, bytes: 0, live: 0, said: 0 }
    const handle = await host.fs.open(join(directory, next.name), 'ax+', 0o600)
    await syncDirectory(host, directory)
    // A sync of the writer's may still be under way on the one before.
    const before = this.#handle
    this.#handle = handle
    this.#segment = next
    onSegment(next)
    await this.#syncing?.catch(() => undefined)
    await before.close()
  }
}

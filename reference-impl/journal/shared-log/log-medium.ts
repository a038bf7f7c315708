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
  /** Its newline included. */
  readonly line: string
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
  #waiting: { readonly outgoing: Outgoing; readonly length: number }[] = []
  #segment: Segment
  #handle: FileHandle
  #syncing: Promise<void> | undefined

  constructor(options: LogMediumOptions) {
    this.#options = options
    this.#segment = options.segment
    this.#handle = options.handle
  }

  get segment(): Segment {
    return this.#segment
  }

  add(outgoing: Outgoing): void {
    this.#waiting.push({ outgoing, length: this.#lines.add(outgoing.line) })
  }

  async write(): Promise<void> {
    const written = this.#waiting
    this.#waiting = []
    const bytes = this.#lines.take()
    if (this.#segment.bytes >= this.#options.segmentBytes) await this.#next()
    const segment = this.#segment
    await writeBytes(this.#handle, bytes)
    for (const { outgoing, length } of written) {
      outgoing.wrote(segment, segment.bytes, length)
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
    await this.#handle.datasync()
    const next: Segment = { name: segmentName(generation, number + 1), generation, number: number + 1, bytes: 0, live: 0 }
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

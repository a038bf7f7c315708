import { join } from 'node:path'
import type { FileHandle, Host } from '../../../harness/host/host.ts'
import { codeOf } from '../../files/error-code.ts'
import type { Entry } from './contents.ts'
import type { Segment } from './segment.ts'

/** Places of one segment that lie this close are read together. */
const NEAR_BYTES = 16 * 1024

/** Reads the lines of these records. undefined: a segment is not there any more. A line that is cut short is left out. */
export async function readEntries(host: Host, directory: string, entries: readonly Entry[]): Promise<Map<Entry, Buffer> | undefined> {
  // As they are now: they may be moved while this reads.
  const places = entries.map((entry) => ({ entry, segment: entry.segment, offset: entry.offset, length: entry.length }))
  const bySegment = new Map<Segment, typeof places>()
  for (const place of places) bySegment.set(place.segment, [...(bySegment.get(place.segment) ?? []), place])
  const found = new Map<Entry, Buffer>()
  for (const [{ name }, own] of bySegment) {
    let handle: FileHandle
    try {
      handle = await host.fs.open(join(directory, name), 'r')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
    try {
      for (const span of spansOf(own.toSorted((a, b) => a.offset - b.offset))) {
        const from = span[0]!.offset
        const last = span.at(-1)!
        const bytes = await readSpan(handle, from, last.offset + last.length - from)
        for (const { entry, offset, length } of span) {
          const line = bytes.subarray(offset - from, offset - from + length)
          if (line.length === length) found.set(entry, line)
        }
      }
    } finally {
      await handle.close()
    }
  }
  return found
}

function spansOf<T extends { readonly offset: number; readonly length: number }>(sorted: readonly T[]): T[][] {
  const spans: T[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const place of sorted) {
    if (place.offset - end > NEAR_BYTES) spans.push([])
    spans.at(-1)!.push(place)
    end = place.offset + place.length
  }
  return spans
}

async function readSpan(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, from + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return bytes.subarray(0, read)
}

import { LINE_START } from '../record.ts'
import type { Damage } from '../scan.ts'
import { decodeLogLine, type LogLine } from './line.ts'

/**
 * One file of a shared log. Only the opening that made it ever writes to it, so that nothing is written behind a torn tail.
 *
 * Law: the next segment of the same opening is made only after this one was synced whole. So all but the last segment of an opening is on the medium as it
 * can be read; what the last one holds is in doubt.
 */
export interface Segment {
  readonly name: string
  /** The opening that made it. */
  readonly generation: number
  /** 1, 2, 3 … */
  readonly number: number
  /** That count. */
  bytes: number
  /** Bytes of records that nobody has deleted and that lie nowhere else. */
  live: number
  /** Bytes of what says that runs are deleted. */
  said: number
}

const NAME = /^log-([1-9][0-9]{0,14})-([1-9][0-9]{0,14})\.jsonl$/

export function segmentName(generation: number, number: number): string {
  return `log-${generation}-${number}.jsonl`
}

/** The segments among the names of a directory, oldest first. */
export function segmentsIn(names: readonly string[]): Segment[] {
  return names
    .flatMap((name) => {
      const match = NAME.exec(name)
      return match === null ? [] : [{ name, generation: Number(match[1]), number: Number(match[2]), bytes: 0, live: 0, said: 0 }]
    })
    .sort((a, b) => a.generation - b.generation || a.number - b.number)
}

/** Those whose bytes need not be on the medium. */
export function inDoubt(segments: readonly Segment[]): Segment[] {
  return segments.filter((segment, index) => segments[index + 1]?.generation !== segment.generation)
}

export interface FoundLine {
  readonly line: LogLine
  readonly offset: number
  /** Its newline included. */
  readonly length: number
}

export interface SegmentScan {
  readonly lines: readonly FoundLine[]
  readonly damage: readonly Damage[]
  readonly newer: boolean
}

/** Finds the lines among bytes. Damage to one never hides another: as in a run's own file. */
export function scanSegment(bytes: Buffer): SegmentScan {
  const lines: FoundLine[] = []
  const damage: Damage[] = []
  let end = 0
  let newer = false
  for (let from = 0, to = bytes.indexOf(0x0a); to !== -1; from = to + 1, to = bytes.indexOf(0x0a, from)) {
    const last = lastLine(bytes, from, to)
    if (last === undefined) continue
    if (last.line === 'newer') newer = true
    else lines.push({ line: last.line, offset: last.at, length: to + 1 - last.at })
    if (last.at > end) damage.push({ offset: end, length: last.at - end })
    end = to + 1
  }
  if (bytes.length > end) damage.push({ offset: end, length: bytes.length - end })
  return { lines, damage, newer }
}

/** The line that ends at the newline `to`. It may start behind damage that swallowed the newline before it. */
function lastLine(bytes: Buffer, from: number, to: number): { readonly at: number; readonly line: LogLine | 'newer' } | undefined {
  for (let at = from; at !== -1 && at < to; at = bytes.subarray(0, to).indexOf(LINE_START, at + 1)) {
    const line = decodeLogLine(bytes, at, to)
    if (line !== 'damaged') return { at, line }
  }
  return undefined
}

import type { FileHandle } from '../../harness/host/host.ts'
import { readBytes, writeText } from '../files/bytes.ts'
import { claimLine, markLine, recordLine, textOf, type EventId, type JournalRecord } from './record.ts'
import type { Rules } from './rules.ts'
import { compareIds, placeOf, type Scan } from './scan.ts'

/** Bytes that the owner before may have written at the last moment: most often none. */
const ROOM_FOR_LATE_LINES = 1024

/** The rules for one file. */
export interface FileRules {
  readonly opening: Rules['opening']
  readonly scan: (bytes: Buffer) => Scan
}

/**
 * What an opening does to the file before it shows anything: all that it found is on the medium afterwards.
 *
 * Laws
 * - It only appends. A claimant that has been overtaken without knowing it can therefore destroy nothing of its successor's; and bytes that are on the
 *   medium are never written over, which a power cut could turn into anything.
 * - Its claim line ends a torn tail, and ends the earlier generations: what their owners still write behind it is ignored by every reader.
 * - After a failed sync the page cache may hold what the medium does not, marked clean, and a later sync ends well all the same. So every record that is not
 *   proven to be on the medium is written again, behind the claim line, and what is synced then are those bytes.
 */
export async function recover(handle: FileHandle, seed: number, generation: number, before: Buffer, first: Scan, { opening, scan }: FileRules): Promise<Scan> {
  const doubtful = unproven(first)
  const text = opening(before, claimLine(seed, generation), again(seed, generation, doubtful))
  await writeText(handle, text)
  const rest = await readBytes(handle, before.length, Buffer.byteLength(text) + ROOM_FOR_LATE_LINES)
  const found = scan(Buffer.concat([before, rest]))
  // Written by the owner before, between the reading and the claim line.
  const late = unproven(found).filter((record) => !holds(first, record))
  if (late.length > 0) await writeText(handle, again(seed, generation, late))
  await handle.sync()
  if (doubtful.length + late.length > 0) await writeText(handle, markLine(seed, generation, 0))
  return found
}

/** What an opening writes behind the bytes that it found. `again`: the records that are not proven to be on the medium. */
export function opening(before: Buffer, claim: string, again: string): string {
  return `${isTorn(before) ? '\n' : ''}${claim}${again}`
}

/** True for bytes that end in the middle of a line. */
export function isTorn(before: Buffer): boolean {
  return before.length > 0 && before.at(-1) !== 0x0a
}

function unproven({ records, proven }: Scan): JournalRecord[] {
  return records.filter((record) => compareIds(record, proven) > 0)
}

function holds({ records }: Scan, id: EventId): boolean {
  const found = records[placeOf(records, id)]
  return found !== undefined && compareIds(found, id) === 0
}

function again(seed: number, generation: number, records: readonly JournalRecord[]): string {
  return records.map(({ generation: written, sequence, record, sealed }) => recordLine(seed, { generation: written, sequence, text: textOf(record), sealed: sealed === true, again: generation })).join('')
}

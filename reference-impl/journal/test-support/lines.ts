import { recordLine, textOf, type JournalRecord, type RecordLine } from '../record.ts'

/** The bytes of a record's line. */
export function encodeRecord(seed: number, { record, generation, sequence }: JournalRecord, members: Partial<RecordLine> = {}): Buffer {
  return Buffer.from(recordLine(seed, { generation, sequence, text: textOf(record), ...members }))
}

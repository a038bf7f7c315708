import { crc32 } from 'node:zlib'
import { FORMAT_VERSION, isCount, LINE_START, type EventId, type Json } from '../record.ts'

/**
 * A line of a shared log, with the run that it is of:
 *
 *     {"checksum":"…","version":1,"claim":2,"adopted":{"log-1-1.jsonl":8123}}                      an opening took the log over: so much of these files counts
 *     {"checksum":"…","version":1,"run":"a","generation":2,"sequence":17,"record":…}               a record
 *     {"checksum":"…","version":1,"run":"a","generation":2,"sequence":18,"sealed":true,"record":…} the last one of its run
 *     {"checksum":"…","version":1,"run":"a","generation":1,"sequence":9,"again":2,"record":…}      an older record, written once more
 *     {"checksum":"…","version":1,"run":"a","deleted":2}                                           the run was deleted: none of its records counts
 *
 * The laws of a run's own file hold here too: one line ends with one 0x0A, bytes are checked before they are decoded, the checksum covers everything behind it.
 */
export interface LogRecord extends EventId {
  readonly kind: 'record'
  readonly run: string
  /** JSON: an opening needs the records' places and not what they say. */
  readonly text: string
  readonly sealed: boolean
}

export interface LogTombstone {
  readonly kind: 'deleted'
  readonly run: string
  /** Records of this generation and earlier ones are gone. */
  readonly generation: number
}

export interface LogClaim {
  readonly kind: 'claim'
  readonly generation: number
  /** File → how many of its bytes count. What an owner that was overtaken without knowing it still wrote lies beyond, or in files that are not named. */
  readonly adopted: Readonly<Record<string, number>>
}

export type LogLine = LogRecord | LogTombstone | LogClaim

export interface RecordToWrite extends EventId {
  readonly run: string
  /** JSON. */
  readonly text: string
  readonly sealed: boolean
  readonly again?: number
}

const DIGITS = 8
const COVERED_FROM = LINE_START.length + DIGITS + '",'.length

/** Its newline included. */
export function logRecordLine({ run, generation, sequence, text, sealed, again }: RecordToWrite): string {
  return line(`"run":${JSON.stringify(run)},"generation":${generation},"sequence":${sequence},${again === undefined ? '' : `"again":${again},`}${sealed ? '"sealed":true,' : ''}"record":${text}}`)
}

export function tombstoneLine(run: string, generation: number): string {
  return line(`"run":${JSON.stringify(run)},"deleted":${generation}}`)
}

export function logClaimLine(generation: number, adopted: LogClaim['adopted']): string {
  return line(`"claim":${generation},"adopted":${JSON.stringify(adopted)}}`)
}

function line(members: string): string {
  const covered = `"version":${FORMAT_VERSION},${members}`
  return `{"checksum":"${crc32(covered).toString(16).padStart(DIGITS, '0')}",${covered}\n`
}

/** Reads the line whose bytes are `from` up to its newline at `to`. `newer`: intact, of a format version that this code does not know. */
export function decodeLogLine(bytes: Buffer, from: number, to: number): LogLine | 'newer' | 'damaged' {
  const coveredFrom = from + COVERED_FROM
  if (to <= coveredFrom || LINE_START.compare(bytes, from, from + LINE_START.length) !== 0) return 'damaged'
  const stated = bytes.toString('latin1', from + LINE_START.length, from + LINE_START.length + DIGITS)
  if (stated !== crc32(bytes.subarray(coveredFrom, to)).toString(16).padStart(DIGITS, '0')) return 'damaged'
  const text = bytes.toString('utf8', from, to)
  const behind = text.indexOf(RECORD)
  // What is no record, or of a format that has its members in another order, is read as a whole.
  return (behind === -1 ? undefined : fromText(`${text.slice(0, behind)}}`, text.slice(behind + RECORD.length, -1))) ?? fromText(text, undefined) ?? 'damaged'
}

/** Stands only once in front of the record: no name before it needs a quote or a comma. */
const RECORD = ',"record":'

/** undefined: no JSON. */
function fromText(members: string, record: string | undefined): LogLine | 'newer' | 'damaged' | undefined {
  try {
    return fromMembers(JSON.parse(members) as { readonly [member: string]: Json | undefined }, record)
  } catch {
    return undefined
  }
}

function fromMembers({ version, claim, adopted, run, deleted, generation, sequence, sealed }: { readonly [member: string]: Json | undefined }, text: string | undefined): LogLine | 'newer' | 'damaged' {
  if (!isCount(version)) return 'damaged'
  if (version > FORMAT_VERSION) return 'newer'
  if (isCount(claim)) return { kind: 'claim', generation: claim, adopted: (adopted ?? {}) as LogClaim['adopted'] }
  if (typeof run !== 'string') return 'damaged'
  if (isCount(deleted)) return { kind: 'deleted', run, generation: deleted }
  if (!isCount(generation) || !isCount(sequence) || text === undefined) return 'damaged'
  return { kind: 'record', run, generation, sequence, text, sealed: sealed === true }
}

export function recordIn({ text }: Pick<LogRecord, 'text'>): Json {
  return JSON.parse(text) as Json
}

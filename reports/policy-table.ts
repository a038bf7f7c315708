import type { BenchResult, BenchRow, Place } from '../harness/bench/result.ts'
import { headlineOf, machineWords } from './bench.ts'
import { plain } from './plain.ts'
import { duration, figure } from './table.ts'

const HEAD: readonly string[] = ['policy', 'store', 'records/s, 1 stream', 'of 64 streams', 'append, p50 / p99', 'on the medium, p99', 'syncs/record', 'bytes/byte', 'process death', 'power cut, median / worst']
const FEW = 1
const MANY = 64

/**
 * One place of a result as a section for a README, in Markdown: what was measured where, a table of all policies, how the stores compare with what they are
 * measured against, and the recommendation. Latencies and costs are those of the most streams that a row has.
 */
export function policySection({ at, powercut, rate }: Pick<BenchResult, 'at' | 'powercut' | 'rate'>, place: Place): string {
  const { machine, rows, answer } = place
  const calls = [...new Set(rows.map(({ call }) => call))]
  const names = [...new Set(rows.map(({ contender, policy }) => `${contender}\n${policy}`))]
  const table = calls.flatMap((call) => names.map((name) => rowOf(rows.filter((row) => row.call === call && `${row.contender}\n${row.policy}` === name))).filter((cells) => cells.length > 0))
  const lines = [
    `Measured on ${at.slice(0, 10)} with powercut ${powercut}: ${plain(headlineOf(machine))} · ${plain(machineWords(machine))}${rate === null ? '' : ` · ${rate} records/s offered by each stream`}.`,
    '',
    markdownRow(HEAD),
    markdownRow(HEAD.map(() => '---')),
    ...table.map(markdownRow),
    '',
    ...(answer === null ? [] : [`**${plain(answer.recommendation)}**`, '']),
    ...ratios(rows),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function rowOf(rows: readonly BenchRow[]): readonly string[] {
  const most = rows.toSorted((a, b) => b.streams - a.streams)[0]
  if (most === undefined) return []
  const { policy, contender, append, durable, lost, syncsPerSecond, recordsPerSecond, bytesPerPayloadByte } = most
  const speed = (streams: number): string => {
    const row = rows.find((one) => one.streams === streams)
    return row === undefined ? '–' : figure(row.recordsPerSecond)
  }
  return [
    policy, contender, speed(FEW), speed(MANY),
    append === null ? '–' : `${duration(append.p50)} / ${duration(append.p99)}`,
    durable === null ? '–' : duration(durable.p99),
    syncsPerSecond === null ? '–' : figure(syncsPerSecond / Math.max(1, recordsPerSecond)),
    bytesPerPayloadByte === null ? '–' : figure(bytesPerPayloadByte),
    ...(lost === null ? ['–', '–'] : [figure(lost.processDeath.worst), worstCut(lost.powerCut)]),
  ]
}

/** Of the honest disks the one that takes most. */
function worstCut(powerCut: NonNullable<BenchRow['lost']>['powerCut']): string {
  const worst = Object.entries(powerCut).filter(([profile]) => profile !== 'lying').map(([, lost]) => lost).toSorted((a, b) => b.worst - a.worst)[0]
  if (worst === undefined) return '–'
  return worst.worst === 0 ? '0' : `${figure(worst.median)} / ${figure(worst.worst)}`
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** What one wants to know first, each from two rows of this table; what was not measured is left out. */
function ratios(rows: readonly BenchRow[]): readonly string[] {
  const speed = (contender: string, policy: string, streams: number): number | undefined => rows.find((row) => row.contender === contender && row.policy === policy && row.streams === streams && row.call === 'fdatasync')?.recordsPerSecond
  const one = speed('reference', 'every record', FEW)
  const found: readonly (readonly [of: string, value: number | undefined, than: number | undefined, to: string, unit: 'times' | '%'])[] = [
    ['One stream, every record synced', one, speed('plain loop', 'every record', FEW), 'a plain loop of write and datasync', '%'],
    [`${MANY} streams, a file each, 100 records or 250 ms`, speed('reference', '100 or 250 ms', MANY), one, 'every record synced at one stream', 'times'],
    [`${MANY} streams in one log, every record synced`, speed('shared-log', 'every record', MANY), one, 'every record synced at one stream', 'times'],
    [`${MANY} streams in one log, every record synced`, speed('shared-log', 'every record', MANY), speed('SQLite', 'WAL FULL', MANY), 'SQLite (WAL, FULL)', 'times'],
    [`The same where streams do not wait for each answer`, speed('shared-log', 'group commit', MANY), speed('SQLite', 'WAL FULL, group commit', MANY), 'SQLite (WAL, FULL)', 'times'],
  ]
  return found.flatMap(([of, value, than, to, unit]) => {
    if (value === undefined || than === undefined || than === 0) return []
    const ratio = unit === '%' ? `${Math.round((100 * value) / than)} % of` : `${figure(value / than)} times`
    return [`- ${of}: ${figure(value)} records/s, ${ratio} the ${figure(than)} of ${to}.`]
  })
}

import type { BenchResult, BenchRow, Place } from '../harness/bench/result.ts'
import type { Machine } from '../harness/bench/machine.ts'
import { plain, plural } from './plain.ts'
import { paint, type TextStyle } from './style.ts'
import { duration, figure, table } from './table.ts'

/** The answer first, then the figures it comes from. */
export function benchText(result: BenchResult, style: TextStyle): string {
  const { powercut, seed, load, rate, places, simulated } = result
  const head = `powercut ${powercut} · bench · ${rate === null ? 'streams at full speed' : `${rate} records/s offered by each stream`} · seed ${JSON.stringify(seed)}`
  const parts = [paint(plain(head), 'dim', style)]
  for (const place of places) parts.push(placeText(place, style))
  if (simulated.length > 0) {
    const of = `${plural(load.streams, 'stream')} of ${load.rate} records/s for ${load.seconds} s`
    parts.push(`${paint('Exact, equal on every machine', 'bold', style)} (simulated: ${of}; records lost: median / p99 / worst)\n${simulatedTable(result)}`)
    for (const { contender, policy, broken } of simulated) if (broken !== undefined) parts.push(paint(plain(`${contender}, ${policy}: the promise is broken: ${broken}`), 'red', style))
  }
  if (result.interrupted) parts.push(paint('Interrupted: what was measured so far.', 'yellow', style))
  return `${parts.join('\n\n')}\n`
}

function placeText({ name, machine, device, rows, drift, answer, skipped }: Place, style: TextStyle): string {
  const cheap = machine.fileSystem === 'tmpfs' || machine.fileSystem === 'overlay' || machine.fileSystem === 'ramfs'
  const lines = [paint(plain(`${name}: ${headlineOf(machine)}`), cheap ? 'yellow' : 'bold', style), plain(`  ${machineWords(machine)}`)]
  if (answer !== null) lines.push('', paint(plain(answer.recommendation), 'bold', style))
  for (const streams of [...new Set(rows.map((row) => row.streams))].toSorted((a, b) => a - b)) lines.push('', plural(streams, 'stream'), rowsTable(rows.filter((row) => row.streams === streams)))
  for (const { call, perSecond, latency } of device) lines.push('', `The bare device: ${figure(perSecond)} writes with ${call} per second, p50 ${duration(latency.p50)}, p99 ${duration(latency.p99)}`)
  if (drift !== null) lines.push(driftWords(drift))
  for (const row of rows) if (row.lost !== null && row.lost.broken !== null) lines.push(paint(plain(`${row.contender}, ${row.policy}: the promise is broken: ${row.lost.broken}`), 'red', style))
  return [...lines, ...skipped.map((sentence) => paint(plain(sentence), 'yellow', style))].join('\n')
}

/** What a reader must know before the first figure. */
export function headlineOf({ fileSystem, device }: Machine): string {
  if (fileSystem === 'tmpfs' || fileSystem === 'ramfs') return `fsync costs nothing here: ${fileSystem} has no disk`
  if (fileSystem === 'overlay') return 'fsync may cost nothing here: overlay hides what lies below'
  return `${fileSystem} on ${device}`
}

export function machineWords({ kernel, mountOptions, cpu, cores, memory, node, threadPool }: Machine): string {
  return `${kernel} · mounted ${mountOptions || 'with unknown options'} · ${cpu}, ${plural(cores, 'core')}, ${memory} GiB · Node ${node}, ${plural(threadPool, 'thread')} for files`
}

export function driftWords({ share, p }: { readonly share: number; readonly p: number }): string {
  const percent = `${figure(Math.abs(share) * 100)} %`
  if (p < 0.01 && Math.abs(share) > 0.05) return `The machine drifted: equal work took ${percent} ${share > 0 ? 'longer' : 'less'} at the end (p = ${figure(p)}). Do not compare these timings with those of another run.`
  return `No drift of the machine was seen (${share >= 0 ? '+' : '-'}${percent} from first to last, p = ${figure(p)}).`
}

const COLUMNS: readonly string[] = ['', 'policy', 'call', 'records/s', 'append p50', 'p99', 'p99.9', 'durable p50', 'p99', 'p99.9', 'syncs/s', 'bytes/byte', 'CPU µs', 'lost: death', 'cut, median', 'p99', 'worst']

function rowsTable(rows: readonly BenchRow[]): string {
  return table([COLUMNS, ...rows.map(cellsOf)], 3)
}

function cellsOf(row: BenchRow): readonly string[] {
  const { contender, policy, call, recordsPerSecond, append, durable, syncsPerSecond, bytesPerPayloadByte, cpuPerRecord, backlog, lost } = row
  const times = (one: BenchRow['append']): readonly string[] => (one === null ? ['–', '–', '–'] : [one.p50, one.p99, one.p999].map(duration))
  const cut = lost === null ? undefined : worstCut(lost.powerCut)
  return [
    contender, policy, call, backlog > 0 ? `${figure(recordsPerSecond)} (backlog ${figure(backlog)})` : figure(recordsPerSecond), ...times(append), ...times(durable),
    syncsPerSecond === null ? '–' : figure(syncsPerSecond), bytesPerPayloadByte === null ? '–' : figure(bytesPerPayloadByte), figure(cpuPerRecord),
    lost === null ? '–' : figure(lost.processDeath.worst), ...(cut === undefined ? ['–', '–', '–'] : [cut.median, cut.p99, cut.worst].map(figure)),
  ]
}

type Cut = NonNullable<BenchRow['lost']>['powerCut']

/** Of the honest disks the one that takes most; all of them are in the JSON. */
function worstCut(powerCut: Cut): Cut[string] | undefined {
  const honest = Object.entries(powerCut).filter(([profile]) => profile !== 'lying').map(([, lost]) => lost)
  return honest.toSorted((a, b) => b.worst - a.worst || b.p99 - a.p99)[0]
}

function simulatedTable({ simulated, load: { profiles } }: BenchResult): string {
  const head = ['', 'policy', 'call', 'syncs/record', 'bytes/byte', 'process death', ...profiles.map((profile) => `cut, ${profile}`)]
  const rows = simulated.map(({ contender, policy, call, syncsPerRecord, bytesPerPayloadByte, processDeath, powerCut }) => [
    contender, policy, call, figure(syncsPerRecord), figure(bytesPerPayloadByte), lostWords(processDeath), ...profiles.map((profile) => lostWords(powerCut[profile]!)),
  ])
  return table([head, ...rows], 3)
}

function lostWords({ median, p99, worst }: { readonly median: number; readonly p99: number; readonly worst: number }): string {
  return worst === 0 ? '0' : `${figure(median)} / ${figure(p99)} / ${figure(worst)}`
}

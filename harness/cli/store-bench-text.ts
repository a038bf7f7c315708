import { headlineOf, machineWords } from '../../reports/bench.ts'
import { plain } from '../../reports/plain.ts'
import { paint, type TextStyle } from '../../reports/style.ts'
import { duration, figure, table } from '../../reports/table.ts'
import { BEHIND_MS } from '../../scenarios/chat-server/pace.ts'
import type { Percentiles } from '../bench/statistics/percentiles.ts'
import type { ListRow, SessionRow, StoreBenchResult, StreamsRow } from './store-bench-result.ts'

/** Asked of streams: at this percentile a token is on the medium in so many milliseconds, and no stream falls behind. */
const DURABLE_P99_MS = 1_000

export function storeBenchText(result: StoreBenchResult, style: TextStyle): string {
  const { powercut, machine, nothingCosts, saves, sessions, list, streams, interrupted } = result
  const bold = (text: string): string => paint(text, 'bold', style)
  const parts = [
    paint(plain(`powercut ${powercut} · bench:store`), 'dim', style),
    `${paint(plain(headlineOf(machine)), nothingCosts === null ? 'bold' : 'yellow', style)}\n  ${plain(machineWords(machine))}`,
  ]
  if (saves.length > 0) {
    const rows = saves.map(({ messages, fileBytes, bytes, writes, syncs }) => [messages, fileBytes, bytes, writes, syncs].map((number) => number.toLocaleString('en')))
    parts.push(`${bold('The save of a session')} (simulated: exact, equal on every machine)\n${table([['messages', 'bytes of the file', 'bytes written', 'writes', 'fsyncs'], ...rows], 0)}`)
  }
  if (sessions.length > 0) parts.push(`${bold('Save and load')}\n${table([['messages', 'save p50', 'p99', 'load p50', 'p99', 'again p50', 'p99', 'load before'], ...sessions.map(sessionCells)], 0)}`)
  if (list !== null) parts.push(`${bold(`${list.sessions.toLocaleString('en')} sessions of ${list.messagesEach} messages`)}\n${listTable(list)}`)
  if (streams.length > 0) parts.push(streamsText(streams, style))
  if (interrupted) parts.push(paint('Interrupted: what was measured so far.', 'yellow', style))
  return `${parts.join('\n\n')}\n`
}

function pair({ p50, p99 }: Percentiles): readonly string[] {
  return [duration(p50), duration(p99)]
}

function sessionCells({ messages, save, loadFromFile, loadAgain, load }: SessionRow): readonly string[] {
  return [messages.toLocaleString('en'), ...pair(save), ...pair(loadFromFile), ...pair(loadAgain), figure(load)]
}

function listTable({ openFromFiles, openFromIndex, list, heapPerIdleSession, load }: ListRow): string {
  return table([
    ['', 'p50', 'p99'],
    ['open, heads read from the files', ...pair(openFromFiles)],
    ['open, heads read from the index', ...pair(openFromIndex)],
    ['list', ...pair(list)],
    ['heap per idle session', bytesWords(heapPerIdleSession), ''],
    ['load before', figure(load), ''],
  ])
}

const COLUMNS: readonly string[] = ['', 'policy', 'tokens/s', 'backlog', 'behind', 'shown p50', 'p99', 'durable p50', 'p99', 'heap/stream', 'CPU', 'began in', 'load before', 'as asked']

function streamsText(rows: readonly StreamsRow[], style: TextStyle): string {
  const { streams, rate, seconds } = rows[0]!
  const head = `${streams.toLocaleString('en')} streams of ${rate} tokens/s for ${seconds} s`
  const legend = `Times count from the moment at which a token was due. Backlog: tokens due and not shown when the time was over. Behind: streams then more than ${BEHIND_MS / 1_000} s late.\nAsked: no stream behind, durable p99 at most ${DURABLE_P99_MS / 1_000} s.`
  return `${paint(head, 'bold', style)}\n${table([COLUMNS, ...rows.map(streamCells)], 2)}\n${paint(legend, 'dim', style)}`
}

function streamCells(row: StreamsRow): readonly string[] {
  const { through, policy, seconds, offered, shown, behind, append, durable, heapPerStream, cpu, beginMs, load } = row
  const times = (one: Percentiles | null): readonly string[] => (one === null ? ['–', '–'] : pair(one))
  return [
    through, policy, figure(shown / seconds), (offered - shown).toLocaleString('en'), behind.toLocaleString('en'), ...times(append), ...times(durable), bytesWords(heapPerStream),
    `${figure(cpu * 100)} %`, duration(beginMs), figure(load), isAsAsked(row) ? 'yes' : 'no',
  ]
}

function isAsAsked({ behind, durable }: StreamsRow): boolean {
  return behind === 0 && durable !== null && durable.p99 <= DURABLE_P99_MS
}

function bytesWords(bytes: number): string {
  return bytes >= 1_024 ? `${figure(bytes / 1_024)} KiB` : `${bytes} B`
}

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { plain } from '../../reports/plain.ts'
import { STREAM_POLICIES } from '../../scenarios/chat-server/bench.ts'
import { makeSessions, saveCosts, SESSION_SIZES, timeList, timeSession } from '../../scenarios/session-store/bench.ts'
import { openSessionStore } from '../../reference-impl/session-store/session-store.ts'
import { machineAt, nothingCosts } from '../bench/machine.ts'
import type { Durations, Percentiles } from '../bench/statistics/percentiles.ts'
import { nodeHost } from '../host/node-host.ts'
import { checkMeasurable, measuredIn, unmeasured } from './bench-folder.ts'
import { HarnessError, messageOf, UsageError } from './errors.ts'
import { bytesInUse } from './heap.ts'
import { onInterrupt } from './interrupt.ts'
import { screenOn, type Screen } from './screen.ts'
import { readStoreBench, STORE_BENCH_HELP, type StoreBenchCommand } from './store-bench-arguments.ts'
import type { ListRow, SessionRow, StoreBenchResult, StreamsMeasure, StreamsRow, StreamsThrough } from './store-bench-result.ts'
import type { StreamsTask } from './store-bench-row.ts'
import { storeBenchText } from './store-bench-text.ts'

/** `npm run bench:store`: what saving, loading and listing sessions costs, and how many answers can stream at once. */

const { version } = createRequire(import.meta.url)('powercut/package.json') as { version: string }
const host = nodeHost()

/** Saves and loads of each size. A save of ten thousand messages writes megabytes. */
const ROUNDS: ReadonlyMap<number, number> = new Map([[10, 200], [1_000, 100], [10_000, 30]])
const LISTED = { sessions: 1_000, messagesEach: 50 }
const LIST_ROUNDS = 20
const THROUGH: readonly StreamsThrough[] = ['chat server', 'chat server, shared log', 'chat server, event by event', 'journals, file per run', 'journals, shared log']

interface Measuring {
  readonly command: StoreBenchCommand
  readonly screen: Screen
  readonly signal: AbortSignal
  /** Gone when all is measured. */
  readonly folder: string
}

async function run(words: readonly string[]): Promise<number> {
  const screen = screenOn({ stdout: process.stdout, stderr: process.stderr, environment: process.env }, { quiet: words.includes('--json') })
  try {
    const command = readStoreBench(words)
    if (command === 'help') {
      await screen.result(STORE_BENCH_HELP)
      return 0
    }
    await checkMeasurable(command.dir)
    const result = await measured(command, screen)
    await screen.result(command.json ? `${JSON.stringify(result, null, 2)}\n` : storeBenchText(result, screen))
    return result.interrupted ? 130 : 0
  } catch (error) {
    screen.endProgress()
    const isUsage = error instanceof UsageError
    screen.notice(plain(`bench:store: ${isUsage || error instanceof HarnessError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`))
    return isUsage ? 2 : 3
  }
}

async function measured(command: StoreBenchCommand, screen: Screen): Promise<StoreBenchResult> {
  const cut = new AbortController()
  const stopListening = onInterrupt(screen, () => cut.abort())
  const folder = await mkdtemp(join(command.dir, '.powercut-store-'))
  const machine = machineAt(folder)
  const measuring: Measuring = { command, screen, signal: cut.signal, folder }
  const [saves, sessions, streams] = [[] as StoreBenchResult['saves'][number][], [] as SessionRow[], [] as StreamsRow[]]
  let list: ListRow | null = null
  try {
    if (command.parts.includes('exact')) {
      screen.progress(() => 'saves in the simulated computer')
      saves.push(...(await saveCosts()))
    }
    if (command.parts.includes('sessions')) {
      for (const messages of SESSION_SIZES) if (!cut.signal.aborted) sessions.push(...(await measuredIn(command.dir, `sessions with ${messages} messages`, () => sessionRow(measuring, messages))))
      if (!cut.signal.aborted) list = await measuredIn(command.dir, `${LISTED.sessions} sessions`, () => listRow(measuring))
    }
    if (command.parts.includes('streams')) {
      for (const through of THROUGH) for (const { name } of STREAM_POLICIES) if (!cut.signal.aborted) streams.push(...(await streamsRow(measuring, through, name)))
    }
  } finally {
    stopListening()
    screen.endProgress()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    version: 1, kind: 'powercut bench:store', powercut: version, at: new Date().toISOString(), interrupted: cut.signal.aborted,
    machine, nothingCosts: nothingCosts(machine) ?? null, saves, sessions, list, streams,
  }
}

/** None where it was cut short. */
async function sessionRow({ screen, signal, folder }: Measuring, messages: number): Promise<SessionRow[]> {
  screen.progress(() => `sessions with ${messages} messages`)
  const load = loadNow()
  const times = await timeSession(host, messages, ROUNDS.get(messages) ?? 30, { directory: join(folder, 'sizes'), signal })
  return signal.aborted ? [] : [{ load, messages, save: of(times.save), loadFromFile: of(times.load), loadAgain: of(times.loadAgain) }]
}

async function listRow({ screen, signal, folder }: Measuring): Promise<ListRow | null> {
  screen.progress(() => `${LISTED.sessions} sessions to list`)
  const load = loadNow()
  const options = { directory: join(folder, 'listed'), signal }
  await makeSessions(host, LISTED, options)
  if (signal.aborted) return null
  const times = await timeList(host, LISTED, LIST_ROUNDS, options)
  if (signal.aborted) return null
  const before = bytesInUse()
  const store = await openSessionStore(host, { directory: options.directory })
  await store.list()
  const heapPerIdleSession = Math.round((bytesInUse() - before) / LISTED.sessions)
  await store.close()
  return { load, ...LISTED, openFromFiles: of(times.openFromFiles), openFromIndex: of(times.openFromIndex), list: of(times.list), heapPerIdleSession }
}

const ROW = fileURLToPath(import.meta.url).replace(/store-bench(\.[jt]s)$/, 'store-bench-row$1')

/** In a process of its own, so that the heap is that of these streams alone. */
async function streamsRow({ command, screen, signal, folder }: Measuring, through: StreamsThrough, policy: string): Promise<StreamsRow[]> {
  screen.progress(() => `${command.streams} streams: ${through}, ${policy}`)
  const load = loadNow()
  const { streams, rate, seconds } = command
  const directory = await mkdtemp(join(folder, 'streams-'))
  const task: StreamsTask = { through, policy, directory, streams, rate, seconds }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [ROW, JSON.stringify(task)], { signal, killSignal: 'SIGKILL' })
    return [{ load, through, policy, streams, rate, seconds, ...(JSON.parse(stdout) as StreamsMeasure) }]
  } catch (error) {
    if (signal.aborted) return []
    const { stderr = '' } = error as { readonly stderr?: string }
    throw unmeasured(command.dir, `${streams} streams, ${through}, ${policy}`, stderr === '' ? messageOf(error) : stderr)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function of(durations: Durations): Percentiles {
  return durations.percentiles()!
}

function loadNow(): number {
  return Math.round(loadavg()[0]! * 100) / 100
}

process.exitCode = await run(process.argv.slice(2))

import { benchPicture } from '../../reports/bench-picture.ts'
import { benchText } from '../../reports/bench.ts'
import { trendJson } from '../../reports/trend.ts'
import { benchedJournals, benchRecords, syncPolicies } from '../../scenarios/journal/bench.ts'
import type { Contender, SyncPolicy } from '../bench/append-store.ts'
import { cellsOf } from '../bench/cells.ts'
import { compareResults } from '../bench/compare/results.ts'
import { MOMENTS, RATE, SECONDS, STREAMS } from '../bench/loss.ts'
import { measure } from '../bench/measure.ts'
import { onMade, whyNotMade } from '../bench/places/made-file-system.ts'
import type { BenchResult, Place } from '../bench/result.ts'
import { checkMeasurable, measuredIn } from './bench-folder.ts'
import type { BenchCommand } from './command.ts'
import { comparisonCode, printComparison } from './comparison-output.ts'
import { worst, type ExitCode } from './exit-code.ts'
import { onInterrupt } from './interrupt.ts'
import { contenderNamed } from './journal-contenders.ts'
import { checkWritable, writeWhole } from './output-folder.ts'
import { readResult } from './result-file.ts'
import type { Screen } from './screen.ts'
import { simulated } from './simulated.ts'

/** `powercut bench`: what each sync policy costs here, what a crash takes under it, and which one to take. */
export async function bench(command: BenchCommand, screen: Screen, version: string): Promise<ExitCode> {
  const contenders = command.implementation === undefined ? benchedJournals : [await contenderNamed('--implementation', command.implementation)]
  const baseline = command.against === undefined ? undefined : await readResult(command.against)
  await Promise.all([checkMeasurable(command.dir), checkWritable(command.out)])
  const cut = new AbortController()
  const stopListening = onInterrupt(screen, () => cut.abort())
  let result: BenchResult
  try {
    result = await measuredIn(command.dir, 'journals', () => measured({ command, screen, version, contenders, signal: cut.signal }))
  } finally {
    stopListening()
    screen.endProgress()
  }
  await write(result, command, screen)
  const broken = [...result.simulated.map((row) => row.broken), ...result.places.flatMap(({ rows }) => rows.map(({ lost }) => lost?.broken ?? undefined))].some((promise) => promise !== undefined)
  const skipped = result.places.some(({ rows, name }) => rows.length === 0 && command.fileSystems.some((type) => type === name))
  const codes: ExitCode[] = [result.interrupted ? 130 : 0, broken ? 1 : 0, skipped ? 4 : 0]
  if (baseline !== undefined) {
    const { seed, margin, acrossMachines, exact: exactOnly } = command
    const comparison = compareResults(baseline, result, { names: { base: command.against!, head: 'this run' }, seed, margin, acrossMachines, exactOnly })
    if (!command.json) await printComparison(comparison, screen)
    codes.push(comparisonCode(comparison))
  }
  return worst(codes)
}

interface Measuring {
  readonly command: BenchCommand
  readonly screen: Screen
  readonly version: string
  readonly contenders: readonly Contender[]
  readonly signal: AbortSignal
}

async function measured({ command, screen, version, contenders, signal }: Measuring): Promise<BenchResult> {
  const { seed, profiles, calls, rate } = command
  const policies = command.policies.length === 0 ? syncPolicies : syncPolicies.filter(({ name }) => command.policies.includes(name))
  const record = benchRecords()
  const progress = (what: string): void => screen.progress(() => what)
  const exact = await simulated({ contenders, policies, calls, profiles, record, seed, signal, progress })
  const places = command.exact ? [] : await allPlaces({ command, screen, version, contenders, signal }, policies)
  const load = { streams: STREAMS, rate: RATE, seconds: SECONDS, moments: MOMENTS, profiles }
  return { version: 1, kind: 'powercut bench', powercut: version, seed, rate: rate ?? null, at: new Date().toISOString(), interrupted: signal.aborted, load, simulated: exact, places }
}

async function allPlaces({ command, screen, contenders, signal }: Measuring, policies: readonly SyncPolicy[]): Promise<Place[]> {
  const { dir, streams, calls, rounds, durationMs, records, rate, seed, profiles, fileSystems } = command
  const { cells, skipped } = cellsOf({ contenders, policies, calls, streams })
  const on = (name: string, folder: string): Promise<Place> =>
    measure({
      name, folder, cells, skipped, record: benchRecords(), rounds, ms: durationMs, records, seed, profiles, signal,
      progress: (what) => screen.progress(() => what),
      ...(rate !== undefined && { rate }),
    })
  const places = [await on('chosen folder', dir)]
  for (const type of fileSystems) {
    if (signal.aborted) break
    const reason = whyNotMade(type)
    if (reason === undefined) places.push(await onMade(type, dir, (mounted) => on(type, mounted)))
    else places.push({ name: type, machine: { ...places[0]!.machine, fileSystem: type, device: 'none' }, device: [], rows: [], drift: null, answer: null, skipped: [`${type} was not measured: ${reason}`] })
  }
  return places
}

async function write(result: BenchResult, command: BenchCommand, screen: Screen): Promise<void> {
  const { json, reporters, out } = command
  const text = `${JSON.stringify(result, null, 2)}\n`
  if (json) await screen.result(text)
  else if (reporters.includes('text')) await screen.result(benchText(result, screen))
  const picture = reporters.includes('svg') ? benchPicture(result) : undefined
  const files: [name: string, content: string][] = [
    ...(reporters.includes('json') ? [['bench.json', text] as [string, string]] : []),
    ...(picture === undefined ? [] : [['bench.svg', picture] as [string, string]]),
    ...(reporters.includes('trend') ? [['bench.trend.json', `${JSON.stringify(trendJson(result), null, 2)}\n`] as [string, string]] : []),
  ]
  for (const [name, content] of files) {
    const path = await writeWhole(out, name, content)
    if (!json && reporters.includes('text')) await screen.result(`Written  ${path}\n`)
  }
}

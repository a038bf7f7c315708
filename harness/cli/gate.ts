import { availableParallelism } from 'node:os'
import { reportJson } from '../../reports/json.ts'
import type { ReportMeta } from '../../reports/meta.ts'
import { plural, thousands } from '../../reports/plain.ts'
import { findingsText, headerText, layoutOf, scenarioLine, summaryText } from '../../reports/text.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import type { GateCommand } from './arguments.ts'
import { describe } from './describe.ts'
import { gateCode, worst, type ExitCode } from './exit-code.ts'
import { implementationFile } from './implementation-flag.ts'
import { onInterrupt } from './interrupt.ts'
import { Lane } from './lane.ts'
import { WORKERS_MOST } from './limits.ts'
import { checkWritable, writeWhole } from './output-folder.ts'
import { writeRepros } from './repro-output.ts'
import type { Screen } from './screen.ts'
import { search, type SearchProgress } from './search.ts'
import { selectJobs, type Job } from './selection.ts'

/** `powercut gate`: runs scenarios and says what held. */
export async function gate(command: GateCommand, screen: Screen, version: string): Promise<ExitCode> {
  const lanes = Array.from({ length: command.workers ?? Math.min(availableParallelism(), WORKERS_MOST) }, () => startLane(command, screen))
  const cut = new AbortController()
  const timers: NodeJS.Timeout[] = []
  const stopListening = onInterrupt(screen, () => cut.abort('interrupted'))
  try {
    const [first] = lanes
    const [description] = await Promise.all([describe(first!, filesOf(command)), checkWritable(command.out)])
    const jobs = selectJobs(description, command)
    const { budgetMs } = command
    if (budgetMs !== undefined) timers.push(setTimeout(() => cut.abort(`the budget of ${budgetMs / 1_000} s ended`), budgetMs))
    return await run(command, { jobs, lanes, cut, screen, version })
  } finally {
    timers.forEach(clearTimeout)
    stopListening()
    screen.endProgress()
    await Promise.all(lanes.map((lane) => lane.close()))
  }
}

function startLane(command: GateCommand, screen: Screen): Lane {
  return new Lane({ files: command.files, ...implementationFile(command.implementation), onOutput: (text) => screen.notice(text) })
}

function filesOf({ files, implementation }: GateCommand): string[] {
  return [...files, ...Object.values(implementationFile(implementation))]
}

interface GateRun {
  readonly jobs: readonly Job[]
  readonly lanes: readonly Lane[]
  readonly cut: AbortController
  readonly screen: Screen
  readonly version: string
}

async function run(command: GateCommand, { jobs, lanes, cut, screen, version }: GateRun): Promise<ExitCode> {
  const { seed, runs, profiles, json, reporters, out } = command
  const text = !json && reporters.includes('text')
  const header = { version, seed, runs, profiles }
  const pairs = jobs.map(({ scenario, implementation }) => ({ scenario: scenario.id, implementation: implementation.name }))
  const layout = layoutOf(pairs)
  let printed = Promise.resolve()
  /** In order, each after the one before. Where nobody can read the results, the search ends; the failure is thrown where `printed` is awaited. */
  const print = (line: string): void => {
    if (text) printed = printed.then(() => screen.result(`${line}\n`))
    printed.catch(() => cut.abort('output failed'))
  }
  print(headerText(header, pairs.map(({ implementation }) => implementation), screen))
  const onProgress = (progress: () => SearchProgress): void => screen.progress(() => progressWords(progress(), runs * jobs.length))
  const onResult = (result: ScenarioResult): void => print(scenarioLine(result, layout, screen))
  const options = { seed, runs, profiles, lanes, cut: cut.signal, breadthFirst: command.budgetMs !== undefined, onProgress, onResult }
  const results = await search(jobs, options)
  screen.endProgress()
  const interrupted = cut.signal.reason === 'interrupted'
  const { written: repros, failure } = await writeRepros(jobs, results, out)
  const exitCode = worst([gateCode(results, command.failOn), ...(failure === undefined ? [] : [3 as const]), ...(interrupted ? [130 as const] : [])])
  const meta: ReportMeta = { ...header, interrupted, exitCode, repros }
  await printed
  if (text) await screen.result(`${findingsText(results, meta, screen)}\n${summaryText(results, meta, screen)}\n`)
  const report = `${JSON.stringify(reportJson(results, meta), null, 2)}\n`
  if (json) await screen.result(report)
  if (failure !== undefined) throw failure
  if (reporters.includes('json')) {
    const file = await writeWhole(out, 'report.json', report)
    if (text) await screen.result(`Report   ${file}\n`)
  }
  return exitCode
}

function progressWords({ scenario, runs, crashStates }: SearchProgress, planned: number): string {
  return `${thousands(runs)} of ${plural(planned, 'run')} · ${plural(crashStates, 'crash state')} · ${scenario}`
}

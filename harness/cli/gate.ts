import { reportJson } from '../../reports/json.ts'
import { isOutdated, keptLines, type KeptRow } from '../../reports/kept.ts'
import type { ReportMeta } from '../../reports/meta.ts'
import { plural, thousands } from '../../reports/plain.ts'
import { findingsText, headerText, isNotBegun, layoutOf, notBegunLine, scenarioLine, summaryText } from '../../reports/text.ts'
import { FILE_REPORTERS } from '../../reports/reporters.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { DEFAULT_GENERAL_STEPS } from '../explore/budget.ts'
import type { GateCommand } from './command.ts'
import { gateCode, worst, type ExitCode } from './exit-code.ts'
import { keptCode, keptTasks, replayTasks, type KeptTask } from './gate-repros.ts'
import { keptFiles } from './kept-files.ts'
import { withLanes, type Lanes } from './lanes.ts'
import { writeWhole } from './output-folder.ts'
import { Printer } from './printer.ts'
import { writeRepros } from './repro-output.ts'
import type { Screen } from './screen.ts'
import { search, type SearchProgress } from './search.ts'
import { selectJobs, type Job } from './selection.ts'

/** `powercut gate`: replays what was kept, runs scenarios, and says what held. */
export function gate(command: GateCommand, screen: Screen, version: string): Promise<ExitCode> {
  return withLanes(command, screen, async ({ lanes, cut, description }) => {
    const jobs = selectJobs(description, command)
    const kept = keptTasks(await keptFiles(command.repros), jobs, description)
    return await run(command, { jobs, kept, lanes, cut, screen, version })
  })
}

interface GateRun extends Omit<Lanes, 'description'> {
  readonly jobs: readonly Job[]
  readonly kept: readonly KeptTask[]
  readonly screen: Screen
  readonly version: string
}

async function run(command: GateCommand, { jobs, kept, lanes, cut, screen, version }: GateRun): Promise<ExitCode> {
  const { seed, runs, steps, profiles, json, reporters, out } = command
  const text = !json && reporters.includes('text')
  const header = { version, seed, runs, profiles }
  const pairs = jobs.map(({ scenario, implementation }) => ({ scenario: scenario.id, implementation: implementation.name }))
  const layout = layoutOf(pairs)
  const printer = new Printer(screen, text, cut)
  printer.line(headerText(header, pairs.map(({ implementation }) => implementation), screen))
  // Of those that were not replayed the summary tells how many: a line for each would hide the rest.
  const onRow = (row: KeptRow): void => {
    if (row.verdict !== 'incomplete' || isOutdated(row)) keptLines(row, screen).forEach((line) => printer.line(line))
  }
  const rows = await replayTasks(kept, { lanes, cut: cut.signal, onRow })
  const onProgress = (progress: () => SearchProgress): void => screen.progress(() => progressWords(progress(), runs * jobs.length))
  const onResult = (result: ScenarioResult): void => {
    if (!isNotBegun(result)) printer.line(scenarioLine(result, layout, screen))
  }
  const options = { seed, runs, steps, generalSteps: steps === undefined ? undefined : DEFAULT_GENERAL_STEPS, profiles, lanes, cut: cut.signal, breadthFirst: command.budgetMs !== undefined, onProgress, onResult }
  const results = await search(jobs, options)
  screen.endProgress()
  const notBegun = results.filter(isNotBegun)
  if (notBegun.length > 0) printer.line(notBegun.length === 1 ? scenarioLine(notBegun[0]!, layout, screen) : notBegunLine(notBegun.length, screen))
  const interrupted = cut.signal.reason === 'interrupted'
  const found = newFindings(rows, results)
  const { written: repros, failure } = await writeRepros([...jobs, ...found.map((row) => jobOf(row, kept))], [...results, ...found], out)
  const codes = [gateCode(results, command.failOn), keptCode(rows, command.failOn)]
  const exitCode = worst([...codes, ...(failure === undefined ? [] : [3 as const]), ...(interrupted ? [130 as const] : [])])
  const meta: ReportMeta = { ...header, interrupted, exitCode, repros, kept: rows }
  await printer.written()
  if (text) await screen.result(`${findingsText([...results, ...found], meta, screen)}\n${summaryText(results, meta, screen)}\n`)
  const report = `${JSON.stringify(reportJson(results, meta), null, 2)}\n`
  if (json) await screen.result(report)
  if (failure !== undefined) throw failure
  for (const { name, file, render } of FILE_REPORTERS) {
    if (!reporters.includes(name)) continue
    const path = await writeWhole(out, file, render(results, meta))
    if (text) await screen.result(`Report   ${path}\n`)
  }
  return exitCode
}

/**
 * Findings of kept repros that the search has not made as well. Several repros of one scenario may break the same law here: one explanation is enough, and
 * the lines above name them all.
 */
function newFindings(rows: readonly KeptRow[], results: readonly ScenarioResult[]): KeptRow[] {
  const nameOf = ({ scenario, implementation, finding }: KeptRow | ScenarioResult): string => JSON.stringify([scenario, implementation, finding?.verdict, finding?.invariant])
  const seen = new Set(results.filter(({ finding }) => finding !== undefined).map(nameOf))
  return rows.filter((row) => row.finding !== undefined && seen.size < seen.add(nameOf(row)).size)
}

function jobOf({ scenario, implementation }: KeptRow, tasks: readonly KeptTask[]): Job {
  return tasks.flatMap(({ jobs }) => jobs).find((job) => job.scenario.id === scenario && job.implementation.name === implementation)!
}

function progressWords({ scenario, runs, crashStates }: SearchProgress, planned: number): string {
  return `${thousands(runs)} of ${plural(planned, 'run')} · ${plural(crashStates, 'crash state')} · ${scenario}`
}

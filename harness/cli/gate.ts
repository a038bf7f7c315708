import { reportJson } from '../../reports/json.ts'
import type { ReportMeta } from '../../reports/meta.ts'
import { plural, thousands } from '../../reports/plain.ts'
import { findingsText, headerText, layoutOf, scenarioLine, summaryText } from '../../reports/text.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import type { GateCommand } from './command.ts'
import { gateCode, worst, type ExitCode } from './exit-code.ts'
import { withLanes, type Lanes } from './lanes.ts'
import { writeWhole } from './output-folder.ts'
import { Printer } from './printer.ts'
import { writeRepros } from './repro-output.ts'
import type { Screen } from './screen.ts'
import { search, type SearchProgress } from './search.ts'
import { selectJobs, type Job } from './selection.ts'

/** `powercut gate`: runs scenarios and says what held. */
export function gate(command: GateCommand, screen: Screen, version: string): Promise<ExitCode> {
  return withLanes(command, screen, ({ lanes, cut, description }) => run(command, { jobs: selectJobs(description, command), lanes, cut, screen, version }))
}

interface GateRun extends Omit<Lanes, 'description'> {
  readonly jobs: readonly Job[]
  readonly screen: Screen
  readonly version: string
}

async function run(command: GateCommand, { jobs, lanes, cut, screen, version }: GateRun): Promise<ExitCode> {
  const { seed, runs, profiles, json, reporters, out } = command
  const text = !json && reporters.includes('text')
  const header = { version, seed, runs, profiles }
  const pairs = jobs.map(({ scenario, implementation }) => ({ scenario: scenario.id, implementation: implementation.name }))
  const layout = layoutOf(pairs)
  const printer = new Printer(screen, text, cut)
  printer.line(headerText(header, pairs.map(({ implementation }) => implementation), screen))
  const onProgress = (progress: () => SearchProgress): void => screen.progress(() => progressWords(progress(), runs * jobs.length))
  const onResult = (result: ScenarioResult): void => printer.line(scenarioLine(result, layout, screen))
  const options = { seed, runs, profiles, lanes, cut: cut.signal, breadthFirst: command.budgetMs !== undefined, onProgress, onResult }
  const results = await search(jobs, options)
  screen.endProgress()
  const interrupted = cut.signal.reason === 'interrupted'
  const { written: repros, failure } = await writeRepros(jobs, results, out)
  const exitCode = worst([gateCode(results, command.failOn), ...(failure === undefined ? [] : [3 as const]), ...(interrupted ? [130 as const] : [])])
  const meta: ReportMeta = { ...header, interrupted, exitCode, repros }
  await printer.written()
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

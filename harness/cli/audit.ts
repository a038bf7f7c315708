import { auditHeader, auditJson, type AuditMeta } from '../../reports/audit-report.ts'
import { defectLines, defectSummary, generalSummary, mutantLines, mutantSummary, type DefectRow, type MutantRow } from '../../reports/audit.ts'
import { plural } from '../../reports/plain.ts'
import { findingsText, layoutOf, scenarioLine } from '../../reports/text.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { defectRow, defectsCode, selectTrials, type Trial } from './audit-defects.ts'
import { discover, mutantsCode, tryMutations } from './audit-mutants.ts'
import type { AuditCommand } from './command.ts'
import { gateCode, worst, type ExitCode } from './exit-code.ts'
import { withLanes, type Lanes } from './lanes.ts'
import { GENERAL_SHARE_LEAST } from './limits.ts'
import { writeWhole } from './output-folder.ts'
import { Printer } from './printer.ts'
import type { Screen } from './screen.ts'
import { search, type SearchOptions, type SearchProgress } from './search.ts'
import { selectJobs } from './selection.ts'
import { untilKilled } from './until-killed.ts'

/** `powercut audit`: whether a suite catches what is wrong on purpose. The built-in defects; or, of a user's implementation, mutants that lack a sync. */
export function audit(command: AuditCommand, screen: Screen, version: string): Promise<ExitCode> {
  const ofMutants = command.files.length > 0 || command.implementation !== undefined
  return withLanes(command, screen, (lanes) => {
    const run: AuditRun = { ...lanes, command, screen, version, printer: new Printer(screen, !command.json && command.reporters.includes('text'), lanes.cut) }
    return ofMutants ? auditMutants(run) : auditDefects(run)
  })
}

interface AuditRun extends Lanes {
  readonly command: AuditCommand
  readonly screen: Screen
  readonly version: string
  readonly printer: Printer
}

async function auditDefects(run: AuditRun): Promise<ExitCode> {
  const { command, description, printer, screen } = run
  const trials = selectTrials(description, command)
  const meta = metaOf(run, command.general ? 'defects, by the general scenarios' : 'defects')
  printer.line(auditHeader(meta, plural(trials.length, 'defect'), screen))
  const width = Math.max(...trials.map(({ defect }) => defect.name.length))
  const rows: DefectRow[] = []
  const onTried = (results: readonly ScenarioResult[]): void => {
    const row = defectRow(trials[rows.length]!, results, command.general)
    rows.push(row)
    printer.line(defectLines(row, width, screen))
  }
  if (command.general) await untilKilled(trials.map(({ named }) => named), searchOptions(run), onTried)
  else await tryAll(trials, searchOptions(run), onTried)
  const summary = command.general ? generalSummary(rows, GENERAL_SHARE_LEAST, screen) : defectSummary(rows, screen)
  return await finish(run, meta, { defects: rows, summary, code: defectsCode(rows, command.general) })
}

/** Each defect is to be caught by every scenario that it names. */
async function tryAll(trials: readonly Trial[], options: Omit<SearchOptions, 'onResult'>, onTried: (results: readonly ScenarioResult[]) => void): Promise<void> {
  const jobs = trials.map(({ named, others }) => [...named, ...others])
  const waiting: ScenarioResult[] = []
  let told = 0
  const tell = (): void => {
    for (; told < jobs.length && waiting.length >= jobs[told]!.length; told++) onTried(waiting.splice(0, jobs[told]!.length))
  }
  const onResult = (result: ScenarioResult): void => {
    waiting.push(result)
    tell()
  }
  tell()
  await search(jobs.flat(), { ...options, onResult })
}

async function auditMutants(run: AuditRun): Promise<ExitCode> {
  const { command, description, printer, screen } = run
  const jobs = selectJobs(description, { ...command, scenarios: [] })
  const meta = metaOf(run, 'host mutants')
  printer.line(auditHeader(meta, `host mutants of ${[...new Set(jobs.map(({ implementation }) => implementation.name))].join(', ')}`, screen))
  const { results, mutations } = await discover(jobs, { ...searchOptions(run), onResult: () => undefined })
  const unsound = results.filter(({ verdict }) => verdict !== 'held' && verdict !== 'not applicable' && verdict !== 'not exercised')
  const own = gateCode(results, ['violated', 'stuck', 'failed', 'incomplete'])
  if (unsound.length > 0) {
    const layout = layoutOf(unsound)
    for (const result of unsound) printer.line(scenarioLine(result, layout, screen))
    printer.line(findingsText(unsound, { repros: [] }, screen).trimEnd())
    const summary = own === 1 ? '\nThe implementation does not hold as it is; "npx powercut gate" says why. Its mutants can show nothing before it does.' : '\nCut short before its mutants were tried.'
    return await finish(run, meta, { mutants: [], unsound, summary, code: own })
  }
  const rows = await tryMutations(mutations, searchOptions(run), (row) => printer.line(mutantLines(row, screen)))
  return await finish(run, meta, { mutants: rows, unsound, summary: mutantSummary(rows, screen), code: mutantsCode(rows) })
}

function metaOf({ command, version }: AuditRun, of: string): AuditMeta {
  const { seed, runs, profiles } = command
  return { version, seed, runs, profiles, of }
}

function searchOptions({ command, lanes, cut, screen }: AuditRun): Omit<SearchOptions, 'onResult'> {
  const { seed, runs, steps, profiles } = command
  const onProgress = (progress: () => SearchProgress): void => screen.progress(() => `${plural(progress().runs, 'run')} · ${progress().scenario}`)
  return { seed, runs, steps, profiles, lanes, cut: cut.signal, breadthFirst: false, onProgress }
}

interface Audited {
  readonly defects?: readonly DefectRow[]
  readonly mutants?: readonly MutantRow[]
  /** Scenarios in which the implementation itself does not hold. */
  readonly unsound?: readonly ScenarioResult[]
  readonly summary: string
  readonly code: ExitCode
}

async function finish({ command, screen, cut, printer }: AuditRun, meta: AuditMeta, { summary, code, ...rows }: Audited): Promise<ExitCode> {
  const interrupted = cut.signal.reason === 'interrupted'
  const exitCode = worst([code, ...(interrupted ? [130 as const] : [])])
  screen.endProgress()
  printer.line(`${summary.startsWith('\n') ? '' : '\n'}${interrupted ? 'Interrupted: this is what was found so far.\n' : ''}${summary}`)
  await printer.written()
  const report = `${JSON.stringify(auditJson(meta, rows, { interrupted, exitCode }), null, 2)}\n`
  if (command.json) await screen.result(report)
  if (command.reporters.includes('json')) {
    const file = await writeWhole(command.out, 'audit.json', report)
    if (printer.on) await screen.result(`Report   ${file}\n`)
  }
  return exitCode
}

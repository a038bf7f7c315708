import { attemptOf, type Attempt, type DefectRow } from '../../reports/audit.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { BUILT_IN, type CatalogueDescription, type ImplementationDescription, type ScenarioDescription } from './catalogue.ts'
import type { AuditCommand } from './command.ts'
import { HarnessError, UsageError } from './errors.ts'
import type { ExitCode } from './exit-code.ts'
import { GENERAL_SHARE_LEAST } from './limits.ts'
import { listed, suggestion } from './nearest.ts'
import type { Job } from './selection.ts'

/** The scenarios that have a try at one defect. */
export interface Trial {
  readonly defect: ImplementationDescription
  /** Those that it names, or the general ones. */
  readonly named: readonly Job[]
  readonly others: readonly Job[]
}

/** Throws a `UsageError` where something named does not exist. */
export function selectTrials({ scenarios, implementations }: CatalogueDescription, command: Pick<AuditCommand, 'suites' | 'defects' | 'general' | 'matrix'>): Trial[] {
  const { suites, defects, general, matrix } = command
  const builtIn = scenarios.filter(({ source }) => source === BUILT_IN)
  const all = implementations.filter(({ role }) => role === 'defect')
  known('suite', suites, [...new Set(builtIn.map(({ suite }) => suite))])
  const inSuites = all.filter(({ suite }) => suites.length === 0 || suites.includes(suite!))
  known('defect', defects, inSuites.map(({ name }) => name))
  const chosen = inSuites.filter(({ name }) => defects.length === 0 || defects.includes(name))
  if (chosen.length === 0) throw new UsageError(`there is no defect of the suite ${listed(suites)}; "npx powercut list" shows all`)
  const trials = chosen.map((defect): Trial => {
    const own = builtIn.filter(({ suite }) => suite === defect.suite)
    const names = defect.caughtBy ?? []
    const unknown = names.find((id) => !own.some((scenario) => scenario.id === id))
    if (unknown !== undefined) throw new HarnessError(`the defect ${defect.name} names the scenario ${JSON.stringify(unknown)}, which its suite ${String(defect.suite)} has not`)
    const isNamed = (scenario: ScenarioDescription): boolean => (general ? scenario.general : names.includes(scenario.id))
    const jobs = (of: readonly ScenarioDescription[]): Job[] => of.map((scenario) => ({ scenario, implementation: defect }))
    return { defect, named: jobs(own.filter(isNamed)), others: matrix ? jobs(own.filter((scenario) => !isNamed(scenario))) : [] }
  })
  // A defect that names no scenario stays: it survives, where leaving it out would hide it.
  const possible = general ? trials.filter(({ named }) => named.length > 0) : trials
  if (possible.length === 0) {
    const names = [...new Set(chosen.map(({ suite }) => suite!))]
    throw new UsageError(`no scenario of ${names.length === 1 ? 'the suite' : 'the suites'} ${listed(names)} is general; leave out --general, or name another suite`)
  }
  return possible
}

function known(flag: string, names: readonly string[], accepted: readonly string[]): void {
  for (const name of names) {
    if (!accepted.includes(name)) throw new UsageError(`--${flag} ${JSON.stringify(name)} is unknown; ${suggestion(name, accepted, '"npx powercut list" shows all')}`)
  }
}

/** What came of one trial. `results`: of its named scenarios, then of the others. */
export function defectRow({ defect, named }: Trial, results: readonly ScenarioResult[], general: boolean): DefectRow {
  const all = results.map(attemptOf)
  const attempts = all.slice(0, named.length)
  const { name, suite = '', mistake = '', origin = [] } = defect
  return { defect: name, suite, mistake, origin, outcome: outcomeOf(attempts, general), attempts, others: all.slice(named.length) }
}

function outcomeOf(attempts: readonly Attempt[], general: boolean): DefectRow['outcome'] {
  if (attempts.length === 0) return 'survived'
  const isKilled = general ? attempts.some(({ killed }) => killed) : attempts.every(({ killed }) => killed)
  if (isKilled) return 'killed'
  const missed = attempts.filter(({ killed }) => !killed)
  const isOpen = general ? missed.some(({ verdict }) => verdict === 'incomplete') : missed.every(({ verdict }) => verdict === 'incomplete')
  return isOpen ? 'open' : 'survived'
}

/** 1: a defect survived, or the general scenarios find too few; 4: it is not known, because a budget cut something short. */
export function defectsCode(rows: readonly DefectRow[], general: boolean): ExitCode {
  const count = (outcome: DefectRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length
  const isRed = general ? count('killed') + count('open') < rows.length * GENERAL_SHARE_LEAST : count('survived') > 0
  if (isRed) return 1
  return count('open') > 0 && (!general || count('killed') < rows.length * GENERAL_SHARE_LEAST) ? 4 : 0
}

import type { CatalogueDescription, ImplementationDescription, ScenarioDescription } from './catalogue.ts'
import type { ListCommand } from './command.ts'
import { UsageError } from './errors.ts'
import { suggestion } from './nearest.ts'

type Filters = Pick<ListCommand, 'suites' | 'origins' | 'invariants' | 'defects'>

/**
 * What is left of the catalogue. `--suite` keeps what belongs to these suites; `--origin` the scenarios and defects that come from there; `--invariant` the
 * scenarios that check it, and the defects that these must catch; `--defect` it, and the scenarios that must catch it. Several flags: what all of them keep.
 * Throws a `UsageError` where a value names nothing.
 */
export function filtered(description: CatalogueDescription, filters: Filters): CatalogueDescription {
  const { suites, origins, invariants, defects } = filters
  const { scenarios, implementations } = description
  const all = implementations.filter(({ role }) => role === 'defect')
  known('suite', suites, [...new Set([...description.suites.map(({ id }) => id), ...scenarios.map(({ suite }) => suite)])])
  known('defect', defects, all.map(({ name }) => name))
  known('invariant', invariants, [...new Set(scenarios.flatMap(laws))])
  const from = [...new Set([...scenarios, ...all].flatMap(({ origin = [] }) => origin))]
  for (const origin of origins) {
    if (!from.some((text) => isOrigin(text, origin))) known('origin', [origin], [...new Set(from.flatMap(numberIn)), ...from])
  }
  const only = (names: readonly string[], kept: boolean): boolean => names.length === 0 || kept
  const comesFrom = (texts: readonly string[] = []): boolean => texts.some((text) => origins.some((origin) => isOrigin(text, origin)))
  const caught = all.filter(({ name }) => defects.includes(name)).flatMap(({ caughtBy = [] }) => caughtBy)
  const checks = (scenario: ScenarioDescription): boolean => laws(scenario).some((law) => invariants.includes(law))
  const checking = scenarios.filter(checks).map(({ id }) => id)
  const isKept = (scenario: ScenarioDescription): boolean =>
    only(suites, suites.includes(scenario.suite)) && only(origins, comesFrom(scenario.origin)) && only(invariants, checks(scenario)) && only(defects, caught.includes(scenario.id))
  const isKeptDefect = ({ name, suite = '', origin, caughtBy = [] }: ImplementationDescription): boolean =>
    only(suites, suites.includes(suite)) && only(origins, comesFrom(origin)) && only(invariants, caughtBy.some((id) => checking.includes(id))) && only(defects, defects.includes(name))
  const isNarrow = origins.length + invariants.length + defects.length > 0
  return {
    suites: isNarrow ? [] : description.suites.filter(({ id }) => only(suites, suites.includes(id))),
    scenarios: scenarios.filter(isKept),
    implementations: implementations.filter((one) => (one.role === 'defect' ? isKeptDefect(one) : !isNarrow && only(suites, one.suite !== undefined && suites.includes(one.suite)))),
  }
}

/** By the ids of what it covers, and by the names of its own invariants. */
function laws({ covers, invariants }: ScenarioDescription): string[] {
  return [...covers, ...invariants]
}

/** A number is that of an issue, whole; anything else is a part of the text. */
function isOrigin(text: string, wanted: string): boolean {
  const number = /^#?(\d+)$/.exec(wanted)?.[1]
  return number === undefined ? text.toLowerCase().includes(wanted.toLowerCase()) : numberIn(text).includes(number)
}

function numberIn(text: string): string[] {
  return [...text.matchAll(/#(\d+)/g)].map(([, number]) => number!)
}

function known(flag: string, names: readonly string[], accepted: readonly string[]): void {
  for (const name of names) {
    if (!accepted.includes(name)) throw new UsageError(`--${flag} ${JSON.stringify(name)} is unknown; ${suggestion(name, accepted, '"npx powercut list" shows all')}`)
  }
}

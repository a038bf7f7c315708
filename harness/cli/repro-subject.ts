import type { Repro } from '../check/repro.ts'
import { BUILT_IN, type CatalogueDescription, type ImplementationDescription, type ScenarioDescription } from './catalogue.ts'
import { UsageError } from './errors.ts'
import { listed, suggestion } from './nearest.ts'
import { findImplementation, type Job } from './selection.ts'

/** The scenario and the implementation that a repro speaks of, among what was given and what is built in. Throws a `UsageError` where one is not there. */
export function subjectOf(repro: Repro, request: { readonly implementation?: string }, description: CatalogueDescription): Job {
  const scenario = findScenario(repro, description)
  return { scenario, implementation: implementationOf(request, repro, scenario, description) }
}

function findScenario({ scenario: id }: Repro, { scenarios }: CatalogueDescription): ScenarioDescription {
  // A file that was given goes before what is built in.
  const found = scenarios.filter((scenario) => scenario.id === id).toSorted((a, b) => Number(a.source === BUILT_IN) - Number(b.source === BUILT_IN))[0]
  if (found) return found
  const names = scenarios.map((scenario) => scenario.id)
  throw new UsageError(`the repro is of the scenario ${JSON.stringify(id)}, which is unknown here; ${suggestion(id, names, 'add the scenario file: npx powercut replay FILE my.scenario.mjs')}`)
}

function implementationOf(
  { implementation }: { readonly implementation?: string },
  { implementation: recorded }: Repro,
  { source, suite }: ScenarioDescription,
  { implementations }: CatalogueDescription,
): ImplementationDescription {
  if (implementation !== undefined) return findImplementation(implementation, implementations, suite)
  const named = implementations.filter(({ name }) => name === recorded)
  const found = named.find((one) => one.role === 'given' && one.source === source) ?? named.find(({ role }) => role === 'given') ?? named.find((one) => one.suite === suite) ?? named[0]
  if (found) return found
  const names = implementations.map(({ name }) => name)
  throw new UsageError(`the repro is of the implementation ${JSON.stringify(recorded)}, which is unknown here (known: ${listed(names)}); add the file that exports it with --implementation FILE`)
}

import { defects, suites as builtInSuites } from '../../scenarios/index.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Scenario } from '../check/scenario.ts'
import type { Suite } from '../check/suite.ts'
import { loadImplementation, loadUserModule, type UserModule } from './user-module.ts'

/**
 * All scenarios and implementations that a command can speak of: the built-in ones and those of the files that were given. It is made in workers only, so
 * that no code of a user's runs in the thread that schedules and prints; that thread gets the description, which is plain data, and names entries by it.
 */
export interface Catalogue {
  readonly description: CatalogueDescription
  readonly scenario: (named: NamedScenario) => Scenario
  readonly implementation: (named: NamedImplementation) => Implementation
}

export interface CatalogueRequest {
  /** Scenario files, as given. */
  readonly files: readonly string[]
  /** The file given by `--implementation`. */
  readonly implementationFile?: string
}

export const BUILT_IN = 'built-in'

export interface NamedScenario {
  /** `built-in`, or the file as it was given. */
  readonly source: string
  readonly id: string
}

export interface NamedImplementation {
  readonly source: string
  readonly name: string
  readonly role: 'reference' | 'defect' | 'given'
  /** Of a reference or a defect: the suite that it is run under. */
  readonly suite?: string
  /** Run on another host than it is given: one that notes its syncs, or one on which these do nothing. */
  readonly host?: { readonly notes: 'syncs' } | { readonly drops: readonly string[] }
}

export interface ScenarioDescription extends NamedScenario {
  readonly suite: string
  readonly title: string
  readonly origin: readonly string[]
  readonly needs: readonly string[]
  /** Knows no particular bug: random users against a model. */
  readonly general: boolean
  /** Ids of the durability invariants that it covers. */
  readonly covers: readonly string[]
  /** Names of its own invariants. */
  readonly invariants: readonly string[]
}

export interface ImplementationDescription extends NamedImplementation {
  readonly capabilities: readonly string[]
  /** Of a defect: the mistake, where it was made, and the scenarios that must catch it. */
  readonly mistake?: string
  readonly origin?: readonly string[]
  readonly caughtBy?: readonly string[]
}

export interface CatalogueDescription {
  readonly suites: readonly { readonly id: string; readonly source: string; readonly contract: string; readonly methods: readonly string[]; readonly capabilities: readonly string[] }[]
  readonly scenarios: readonly ScenarioDescription[]
  readonly implementations: readonly ImplementationDescription[]
}

interface Entry<Description, Value> {
  readonly description: Description
  readonly value: Value
}

/** Throws a `UsageError` where a file cannot be used. */
export async function loadCatalogue({ files, implementationFile }: CatalogueRequest): Promise<Catalogue> {
  const sources: [string, UserModule][] = [[BUILT_IN, { suites: builtInSuites as readonly Suite[], scenarios: [], implementations: [] }]]
  for (const file of new Set(files)) sources.push([file, await loadUserModule(file)])
  const suites = sources.flatMap(([source, module]) => module.suites.map((suite) => ({ source, suite })))
  const scenarios: Entry<ScenarioDescription, Scenario>[] = sources.flatMap(([source, module]) => [
    ...module.suites.flatMap((suite) => suite.scenarios.map((scenario) => describeScenario(scenario, source, suite.id))),
    ...module.scenarios.map((scenario) => describeScenario(scenario, source, scenario.id.split('/', 1)[0]!)),
  ])
  const implementations: Entry<ImplementationDescription, Implementation>[] = [
    ...suites.flatMap(({ source, suite }) => [suite.reference, ...(suite.others ?? [])].map((one) => describeImplementation(one as Implementation, { source, role: 'reference', suite: suite.id }))),
    ...defects.map(({ implementation, suite, mistake, origin, caughtBy }) => ({
      value: implementation as Implementation,
      description: { ...named(implementation as Implementation, { source: BUILT_IN, role: 'defect', suite }), mistake, origin, caughtBy },
    })),
    ...sources.flatMap(([source, module]) => module.implementations.map((implementation) => describeImplementation(implementation, { source, role: 'given' }))),
  ]
  if (implementationFile !== undefined && !files.includes(implementationFile)) {
    implementations.push(describeImplementation(await loadImplementation(implementationFile), { source: implementationFile, role: 'given' }))
  }
  return {
    description: {
      suites: suites.map(({ source, suite }) => ({ id: suite.id, source, contract: suite.contract.name, methods: suite.contract.methods, capabilities: Object.keys(suite.contract.capabilities) })),
      scenarios: scenarios.map(({ description }) => description),
      implementations: implementations.map(({ description }) => description),
    },
    scenario: ({ source, id }) => entry(scenarios, (of) => of.source === source && of.id === id, id),
    implementation: ({ source, name, role, suite }) =>
      entry(implementations, (of) => of.source === source && of.name === name && of.role === role && of.suite === suite, name),
  }
}

function describeScenario(scenario: Scenario, source: string, suite: string): Entry<ScenarioDescription, Scenario> {
  const { id, title, origin, needs, general, covers, invariants } = scenario
  return { value: scenario, description: { source, id, suite, title: title ?? id, origin: origin ?? [], needs: needs ?? [], general: general ?? false, covers: covers ?? [], invariants: invariants.map(({ name }) => name) } }
}

type Place = Omit<NamedImplementation, 'name'>

function describeImplementation(implementation: Implementation, place: Place): Entry<ImplementationDescription, Implementation> {
  return { value: implementation, description: named(implementation, place) }
}

function named({ name, capabilities }: Implementation, place: Place): ImplementationDescription {
  return { name, capabilities: [...capabilities], ...place }
}

function entry<Description, Value>(entries: readonly Entry<Description, Value>[], is: (description: Description) => boolean, name: string): Value {
  const found = entries.find(({ description }) => is(description))
  if (!found) throw new Error(`${name} is not in this worker's catalogue; a file changed while the command ran`)
  return found.value
}

import { BUILT_IN, type CatalogueDescription, type ImplementationDescription, type ScenarioDescription } from './catalogue.ts'
import { UsageError } from './errors.ts'
import { listed, nearest, suggestion } from './nearest.ts'
import { quoted } from './shell-word.ts'

/** One scenario on one implementation. */
export interface Job {
  readonly scenario: ScenarioDescription
  readonly implementation: ImplementationDescription
}

export interface SelectionRequest {
  readonly files: readonly string[]
  /** Empty: all. */
  readonly suites: readonly string[]
  readonly scenarios: readonly string[]
  readonly implementation?: string
}

/** What `gate` runs, in the order of the catalogue. Throws a `UsageError` where something named does not exist or would be ambiguous. */
export function selectJobs({ scenarios, implementations, suites }: CatalogueDescription, request: SelectionRequest): Job[] {
  const { files, implementation } = request
  const inFiles = (source: string): boolean => (files.length === 0 ? source === BUILT_IN : files.includes(source))
  const offered = scenarios.filter(({ source }) => inFiles(source))
  for (const file of files) {
    if (!offered.some(({ source }) => source === file)) throw new UsageError(withoutScenario(file, implementations, suites[0]?.id))
  }
  const list = `"${['npx powercut list', ...files.map(quoted)].join(' ')}" shows all`
  known('suite', request.suites, [...new Set(offered.map(({ suite }) => suite))], list)
  known('scenario', request.scenarios, [...new Set(offered.map(({ id }) => id))], list)
  const chosen = offered.filter(({ suite, id }) => admits(request.suites, suite) && admits(request.scenarios, id))
  if (chosen.length === 0) throw new UsageError(`no scenario is both in suite ${listed(request.suites)} and named ${listed(request.scenarios)}; leave out one of the two flags`)
  refuseTwins(chosen)
  const contracts = [...new Set(chosen.map(({ suite }) => suite))]
  const given = implementation === undefined ? undefined : findImplementation(implementation, implementations, contracts.length === 1 ? contracts[0] : undefined)
  if (given !== undefined && contracts.length > 1) {
    throw new UsageError(`--implementation ${JSON.stringify(implementation)} fulfils one contract and the scenarios are of ${contracts.length}; add --suite with one of ${listed(contracts)}`)
  }
  if (given?.role === 'given') refuseMisspelt(given, suites.find(({ id, source }) => source === BUILT_IN && id === contracts[0]))
  return chosen.flatMap((scenario) => (given === undefined ? ownImplementations(scenario, implementations) : [given]).map((one) => ({ scenario, implementation: one })))
}

function admits(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name)
}

function known(flag: string, names: readonly string[], accepted: readonly string[], next: string): void {
  for (const name of names) {
    if (!accepted.includes(name)) throw new UsageError(`--${flag} ${JSON.stringify(name)} is unknown; ${suggestion(name, accepted, next)}`)
  }
}

function withoutScenario(file: string, implementations: readonly ImplementationDescription[], suite: string | undefined): string {
  const name = JSON.stringify(file)
  if (!implementations.some(({ source }) => source === file)) return `${name} exports no scenario; export what scenario({ id, workload, recover, invariants, … }) returns`
  return `${name} exports an implementation but no scenario; to run a built-in suite on it: npx powercut gate --suite ${suite ?? 'NAME'} --implementation ${quoted(file)}`
}

function refuseTwins(scenarios: readonly ScenarioDescription[]): void {
  scenarios.forEach(({ id, source }, index) => {
    const twin = scenarios.slice(0, index).find((other) => other.id === id)
    if (twin) {
      const where = twin.source === source ? source : `${twin.source} and ${source}`
      throw new UsageError(`two scenarios have the id ${JSON.stringify(id)} (in ${where}); give one of them another id`)
    }
  })
}

/** A capability that is almost one of the suite would leave scenarios out that were meant to run. Others may be for scenarios of its own. */
function refuseMisspelt({ source, capabilities }: ImplementationDescription, suite: CatalogueDescription['suites'][number] | undefined): void {
  const known = suite?.capabilities ?? []
  for (const capability of capabilities) {
    const meant = known.includes(capability) ? undefined : nearest(capability, known)
    if (meant === undefined) continue
    throw new UsageError(`the capability ${JSON.stringify(capability)} of ${JSON.stringify(source)} is none of the suite ${suite!.id}; did you mean ${JSON.stringify(meant)}? The suite knows ${known.join(', ')}`)
  }
}

/** By the file that it was loaded from, else by name: a built-in one of the suite, or where that has none, as suites of one's own, any built-in one. */
export function findImplementation(text: string, implementations: readonly ImplementationDescription[], suite?: string): ImplementationDescription {
  const inFile = implementations.filter(({ source, role }) => source === text && role === 'given')
  if (inFile.length > 1) {
    throw new UsageError(`${JSON.stringify(text)} exports ${inFile.length} implementations (${listed(inFile.map(({ name }) => name))}); --implementation takes a file with exactly one`)
  }
  const builtIn = implementations.filter(({ source }) => source === BUILT_IN)
  const ofSuite = builtIn.filter((one) => one.suite === suite)
  const offered = ofSuite.length > 0 ? ofSuite : builtIn
  const found = inFile[0] ?? offered.find(({ name }) => name === text)
  if (found) return found
  const names = [...new Set(offered.map(({ name }) => name))]
  const elsewhere = builtIn.find(({ name }) => name === text)?.suite
  if (elsewhere !== undefined) throw new UsageError(`--implementation ${JSON.stringify(text)} is of the suite ${elsewhere}, and the scenarios are of ${suite!}; type "--suite ${elsewhere}", or give one of ${suite!}: ${listed(names)}`)
  throw new UsageError(`--implementation ${JSON.stringify(text)} is neither a file nor a built-in implementation; ${suggestion(text, names, '"npx powercut list" shows all')}`)
}

/** Those of its own file; else the reference of its suite. */
function ownImplementations({ source, suite, id }: ScenarioDescription, implementations: readonly ImplementationDescription[]): ImplementationDescription[] {
  const given = implementations.filter((one) => one.source === source && one.role === 'given')
  const names = given.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`${JSON.stringify(source)} exports two implementations with the name ${JSON.stringify(twice)}; rename one of them`)
  if (given.length > 0) return given
  const references = implementations.filter((one) => one.source === source && one.role === 'reference' && one.suite === suite)
  if (references.length > 0) return references
  throw new UsageError(
    `the scenario ${JSON.stringify(id)} of ${JSON.stringify(source)} has no implementation to run on; export one { name, open } from that file or add --implementation FILE`,
  )
}

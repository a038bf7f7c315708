import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { scenario as checked } from '../check/define-scenario.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Scenario } from '../check/scenario.ts'
import type { Suite } from '../check/suite.ts'
import { codeOf, messageOf, UsageError } from './errors.ts'

/** What a file of a user's exports: found by shape, by any name, also inside the default export and inside arrays. */
export interface UserModule {
  readonly suites: readonly Suite[]
  /** Those that stand in none of the suites. */
  readonly scenarios: readonly Scenario[]
  readonly implementations: readonly Implementation[]
}

/** Runs the file's top level. Throws a `UsageError` if it cannot be loaded or exports something half-made. */
export async function loadUserModule(path: string): Promise<UserModule> {
  await checkLoadable(path)
  let namespace: Record<string, unknown>
  try {
    namespace = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error'
    throw new UsageError(`${JSON.stringify(path)} cannot be loaded (${name}: ${messageOf(error)}); "node ${path}" shows where`)
  }
  return sortExports(namespace, path)
}

async function checkLoadable(path: string): Promise<void> {
  const name = JSON.stringify(path)
  try {
    if (!(await stat(path)).isFile()) throw new UsageError(`${name} is not a file; give a module such as my.scenario.mjs`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${name} cannot be read (${codeOf(error) ?? messageOf(error)}); give a module such as my.scenario.mjs`)
  }
  if (/\.tsx?$|\.[cm]ts$/.test(path)) {
    const stripped = (process.features as { readonly typescript?: unknown }).typescript
    if (stripped === undefined || stripped === false) {
      throw new UsageError(`${name} is TypeScript, which Node ${process.versions.node} does not run; take Node 22.18 or newer, or compile it to .mjs first`)
    }
  } else if (!/\.[cm]?js$/.test(path)) {
    throw new UsageError(`${name} is not a module; give a .mjs, .js, .cjs or .ts file`)
  }
}

export function sortExports(namespace: Readonly<Record<string, unknown>>, path: string): UserModule {
  const suites = new Set<Suite>()
  const scenarios = new Set<Scenario>()
  const implementations = new Set<Implementation>()
  for (const [name, value] of candidates(namespace)) {
    const wrong = halfMade(value)
    if (wrong !== undefined) throw new UsageError(`the export ${JSON.stringify(name)} of ${JSON.stringify(path)} ${wrong}`)
    if (isSuite(value)) suites.add(value)
    else if (isScenario(value)) scenarios.add(value)
    else if (isImplementation(value)) implementations.add(withCapabilities(value))
  }
  for (const suite of suites) for (const scenario of suite.scenarios) scenarios.delete(scenario)
  for (const scenario of [...suites].flatMap((suite) => suite.scenarios).concat([...scenarios])) {
    try {
      checked(scenario)
    } catch (error) {
      throw new UsageError(`${JSON.stringify(path)}: ${messageOf(error)}`)
    }
  }
  return { suites: [...suites], scenarios: [...scenarios], implementations: [...implementations] }
}

/** Every exported object once, with the name that a person knows it by. */
function candidates(namespace: Readonly<Record<string, unknown>>): [string, object][] {
  const found = new Map<object, string>()
  const visit = (name: string, value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || found.has(value)) return
    if (Array.isArray(value)) {
      if (depth < 2) value.forEach((item, index) => visit(`${name}[${index}]`, item, depth + 1))
      return
    }
    found.set(value, name)
    const nested = name === 'default' && depth === 0 && !isSuite(value) && !isScenario(value) && !isImplementation(value)
    if (nested && halfMade(value) === undefined) for (const [key, item] of Object.entries(value)) visit(`default.${key}`, item, depth + 1)
  }
  for (const name of Object.keys(namespace).toSorted()) visit(name, namespace[name], 0)
  return [...found].map(([value, name]) => [name, value])
}

type Shape = Readonly<Record<string, unknown>>

function isSuite(value: object): value is Suite {
  const { id, scenarios, contract, reference } = value as Shape
  return typeof id === 'string' && Array.isArray(scenarios) && isObject(contract) && isObject(reference) && isImplementation(reference)
}

function isScenario(value: object): value is Scenario {
  const { id, workload, recover, invariants, input } = value as Shape
  return typeof id === 'string' && typeof workload === 'function' && typeof recover === 'function' && Array.isArray(invariants) && isObject(input)
}

export function isImplementation(value: object): value is Implementation {
  const { name, open } = value as Shape
  return typeof name === 'string' && name !== '' && typeof open === 'function'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Something that is clearly meant to be a scenario, suite or implementation, and lacks a part: nothing that was written down is skipped silently. */
function halfMade(value: object): string | undefined {
  if (isSuite(value) || isScenario(value)) return undefined
  const { id, name, open, workload, recover, invariants, input, scenarios, capabilities } = value as Shape
  if (isImplementation(value)) {
    const fits = capabilities === undefined || (Array.isArray(capabilities) && capabilities.every((capability) => typeof capability === 'string'))
    return fits ? undefined : 'is an implementation whose capabilities are not an array of names; give an array such as ["durable-append"], or leave it out'
  }
  if (typeof open === 'function') return 'has open() but no name; an implementation is { name, open(host, options) }'
  const parts = [typeof id === 'string', typeof workload === 'function', typeof recover === 'function', Array.isArray(invariants), isObject(input)]
  if (parts.filter(Boolean).length >= 3) {
    return `looks like a scenario but is not one; a scenario has id, workload, recover, invariants and input (this one has ${Object.keys(value).join(', ')})`
  }
  if (Array.isArray(scenarios) && typeof id === 'string') return 'looks like a suite but is not one; a suite has id, contract, scenarios and a reference with name and open()'
  if (typeof name === 'string' && Array.isArray(capabilities)) return `is an implementation ${JSON.stringify(name)} without open(); it needs open(host, options) that resolves to the operations`
  return undefined
}

function withCapabilities(implementation: Implementation): Implementation {
  if (Array.isArray(implementation.capabilities)) return implementation
  return { name: implementation.name, capabilities: [], open: (host, options) => implementation.open(host, options) }
}

/** The one implementation of an `--implementation` file: the default export, else the export `implementation`, else the only one there is. */
export async function loadImplementation(path: string): Promise<Implementation> {
  await checkLoadable(path)
  const { implementations } = await loadUserModule(path)
  const [first, second] = implementations
  if (first === undefined) throw new UsageError(`${JSON.stringify(path)} exports no implementation; export one { name, open(host, options) } as default or as "implementation"`)
  if (second !== undefined) {
    throw new UsageError(
      `${JSON.stringify(path)} exports ${implementations.length} implementations (${implementations.map(({ name }) => name).join(', ')}); --implementation takes a file with exactly one`,
    )
  }
  return first
}

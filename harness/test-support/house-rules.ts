import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the repository: its path from the root, and its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

const FOLDERS = ['harness', 'reference-impl', 'scenarios', 'reports', 'scripts', 'examples', '.ci']
const TEXT = /\.(ts|mjs|js|json|md|sh)$|^run$/

/** Every text file of the repository: its folders, and what stands beside them. */
export function sourcesBelow(root: string): Source[] {
  const beside = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'package-lock.json')
  const paths = [...FOLDERS.flatMap((folder) => filesBelow(root, folder)), ...beside.map(({ name }) => name)]
  return paths.filter((path) => TEXT.test(path.slice(path.lastIndexOf('/') + 1))).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function filesBelow(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`])).sort()
}

const LONGEST = 350

/** Code that has outgrown one noun or verb. Tests may be longer. */
export function longFiles(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => /\.(ts|mjs)$/.test(path) && !/\.test\.ts$|\/test-support\//.test(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LONGEST)
    .map(({ path, lines }) => `${path} has ${lines} lines; look for the second noun above ${LONGEST}`)
}

/** Written in two parts, so that this file may say them. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['unfinished work', new RegExp(`\\b(?:${'TO'}${'DO'}|${'FIX'}${'ME'}|${'HA'}${'CK'})\\b`)],
  ['a silenced compiler', new RegExp(`${'@ts-'}(?:ignore|nocheck)`)],
  ['a path of one machine', /(?<![\w.*/:])\/(?:work|home|root|Users)\/\w/],
  ['a debugger', /^\s*debugger\b/m],
]

export function forbiddenWords(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    FORBIDDEN.flatMap(([what, pattern]) => {
      const found = pattern.exec(text)
      return found === null ? [] : [`${path}:${text.slice(0, found.index).split('\n').length} has ${what}: ${found[0].trim()}`]
    }),
  )
}

interface Registered {
  readonly id: string
  readonly scenarios: readonly unknown[]
}

/**
 * What a file under `scenarios/` defines and no suite holds; or holds under a suite whose id its own does not begin with; or defines without exporting it.
 * `exported` is what the module gives.
 */
export function unregisteredScenarios(file: Source, exported: Readonly<Record<string, unknown>>, suites: readonly Registered[]): string[] {
  if (!/\bscenario(?:<[^()]*>)?\(/.test(file.text)) return []
  const defined = Object.values(exported).filter((value) => isScenario(value))
  if (defined.length === 0) return [`${file.path} defines a scenario and does not export it`]
  return defined.flatMap((definition) => {
    const suite = suites.find(({ scenarios }) => scenarios.includes(definition))
    if (suite === undefined) return [`${file.path} defines ${definition.id}, which is in no suite of scenarios/index.ts`]
    return definition.id.startsWith(`${suite.id}/`) ? [] : [`${file.path} defines ${definition.id}, but stands in the suite ${suite.id}`]
  })
}

function isScenario(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && ['id', 'workload', 'recover', 'invariants'].every((key) => key in value)
}
